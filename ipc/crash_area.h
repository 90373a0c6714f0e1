// The crash area: 64 KiB of shared memory that the browser gives a renderer at spawn and reads after its death. The
// renderer writes fixed-size records from signal handlers, allocating nothing; the browser copies it once with pread and
// trusts none of it: counts are clamped, text is sanitised, there are no offsets and no file names (source names of
// scripts are shown as reported, never opened).
//
// Also the start-up's only way to report before the sockets may be used: which step was reached, what failed. And the exit
// codes that go with it: what a renderer's end means when it ends itself.
#ifndef BULKHEAD_IPC_CRASH_AREA_H_
#define BULKHEAD_IPC_CRASH_AREA_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace bulkhead {

inline constexpr size_t kCrashAreaBytes = 64 * 1024;
inline constexpr uint32_t kCrashAreaMagic = 0x42'4b'48'44;  // "BKHD"
inline constexpr uint32_t kCrashAreaVersion = 4;
inline constexpr size_t kCrashThreads = 8;     // main, compositor, watchdog, up to five workers
inline constexpr size_t kCrashFrames = 64;
inline constexpr size_t kStartupSteps = 24;
inline constexpr size_t kMissingLayers = 16;   // more than there are layers
// x86-64: rax rbx rcx rdx rsi rdi rbp rsp r8-r15 rip eflags; aarch64: x0-x30 sp pc pstate.
inline constexpr size_t kCrashRegisters = 34;

// Start-up failed; `failed_step` says where.
inline constexpr int kStartupFailedExit = 125;
// Its browser is gone. Nobody is left to read it but init, which tells this end from a page's own exit().
inline constexpr int kBrowserGoneExit = 124;
// A crash handler's end: PID 1 of a namespace cannot die of a signal that it sends itself.
constexpr int SignalExit(int signal) {
  return 128 + signal;
}

// One thread's last words.
struct CrashRecord {
  enum State : uint32_t { kEmpty = 0, kWriting = 1, kComplete = 2 };
  // Why there is one: another thread asked for this one's stack; it was stopped for it; it crashed.
  enum Role : uint32_t { kNone = 0, kAsked = 1, kStopped = 2, kCrashed = 3 };
  enum Remark : uint32_t {
    kWalkFaulted = 1,        // the stack led into memory that faults: the frames before that are here
    kUncaughtException = 2,  // std::terminate(): `message` is its what()
  };
  std::atomic<uint32_t> state;
  std::atomic<uint32_t> role;
  uint32_t remarks;
  int32_t signal;
  int32_t code;            // siginfo si_code
  int32_t thread_id;       // in the renderer's PID namespace
  int32_t sender_pid;      // si_pid where code says that this process sent it to itself; 0: somebody else did
  uint32_t frame_count;
  uint64_t address;        // si_addr
  uint64_t stack_pointer;
  uint64_t stack_low;      // this thread's stack: a fault address just below is an overflow
  uint64_t stack_high;
  uint64_t at_ns;          // CLOCK_MONOTONIC
  uint64_t registers[kCrashRegisters];
  uint64_t frames[kCrashFrames];  // return addresses, innermost first; [0] is the instruction pointer
  uint64_t call_arguments[6];     // SIGSYS by the filter: of the call
  int32_t call;                   // its number, si_syscall
  uint32_t call_architecture;     // si_arch: AUDIT_ARCH_...
  char thread_name[16];
  char message[256];       // abort or what() text
};

// A library asked for a thread when the set was fixed already, and got EAGAIN.
struct LateThread {
  std::atomic<uint32_t> attempts;
  // Of the first attempt:
  uint32_t frame_count;
  uint64_t frames[kCrashFrames];
};

struct StartupRecord {
  char step[24];
  uint64_t at_ns;
};

// A layer of the sandbox that this renderer does without (outside strict), and why.
struct MissingLayerRecord {
  char layer[16];
  char why[112];
};

struct CrashArea {
  uint32_t magic;
  uint32_t version;

  // Start-up: steps done, and the one that failed (error != 0 or failed_why non-empty). Without a failed step failed_why says
  // why the process ended itself with kBrowserGoneExit.
  std::atomic<uint32_t> steps_done;
  int32_t failed_error;
  char failed_step[24];
  char failed_why[128];
  StartupRecord steps[kStartupSteps];
  // Layers that are not applied, as this renderer knows it when all its steps are done.
  std::atomic<uint32_t> missing_layers;
  MissingLayerRecord missing[kMissingLayers];

  // Who crashed first takes 1, and asks the others for their stacks; a second thread records itself and parks.
  std::atomic<uint32_t> crashes;
  // Where the script stood last, and the fault that was injected: written by the main thread before it matters.
  char script_source[128];
  uint32_t script_line;
  char injected_fault[128];

  LateThread late_thread;
  CrashRecord records[kCrashThreads];
};

static_assert(sizeof(CrashArea) <= kCrashAreaBytes);
static_assert(std::is_standard_layout_v<CrashArea>);
static_assert(std::atomic<uint32_t>::is_always_lock_free);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_CRASH_AREA_H_
