// CrashCopy: what a dead renderer's crash area says, as values. Parsed from one private copy of its bytes; counts are
// clamped, text is sanitised, nothing in it is believed (CauseOf() compares it with the wait status).
#ifndef BULKHEAD_BROWSER_CORE_CRASH_COPY_H_
#define BULKHEAD_BROWSER_CORE_CRASH_COPY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bulkhead {

struct CrashCopy {
  struct Thread {
    bool complete = false;  // false: its handler never got to the end
    bool walk_faulted = false;        // its stack led into memory that faults: frames are missing
    bool uncaught_exception = false;  // std::terminate() ended it
    bool silent = false;              // it was asked for its stack and gave no answer
    int signal = 0;
    int code = 0;
    int thread_id = 0;
    int sender_pid = 0;
    uint64_t address = 0;
    uint64_t stack_pointer = 0;
    uint64_t stack_low = 0;
    uint64_t stack_high = 0;
    uint64_t at_ns = 0;
    int call = 0;                     // SIGSYS by the filter: the call's number,
    uint32_t call_architecture = 0;   // its ABI as AUDIT_ARCH_...
    std::vector<uint64_t> arguments;  // and its arguments
    std::vector<uint64_t> registers;  // in the order of CrashRecord's
    std::vector<uint64_t> frames;
    std::string name;
    std::string message;
  };
  std::vector<Thread> threads;  // that crashed, the first one first
  std::vector<Thread> others;   // that were stopped for their stacks, or asked in vain; the main thread first

  std::vector<std::pair<std::string, uint64_t>> steps;  // of the start-up: name, CLOCK_MONOTONIC ns
  int failed_error = 0;
  std::string failed_step;  // empty: no step failed
  std::string failed_why;

  uint32_t late_threads = 0;               // asked for after the start-up, refused
  std::vector<uint64_t> late_thread_frames;  // of the first
  // Layers of the sandbox that the renderer says it does without, and why.
  std::vector<std::pair<std::string, std::string>> missing_layers;

  std::string script_source;
  uint32_t script_line = 0;
  std::string injected_fault;

  // The last step done; "fork" before the first.
  std::string LastStep() const { return steps.empty() ? "fork" : steps.back().first; }
};

// `bytes`: the copy of the area; one that is short, or of another make, gives an empty result.
CrashCopy ParseCrashArea(std::span<const std::byte> bytes);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_CRASH_COPY_H_
