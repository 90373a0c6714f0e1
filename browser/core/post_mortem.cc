#include "browser/core/post_mortem.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

namespace bulkhead {
namespace {

// In the order of CrashRecord::registers.
#if defined(__x86_64__)
constexpr std::array<std::string_view, 18> kRegisters = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8",
                                                         "r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip", "eflags"};
#else
constexpr std::array<std::string_view, 34> kRegisters = {
    "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",  "x9",  "x10", "x11", "x12", "x13", "x14", "x15", "x16",
    "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp",  "pc",  "pstate"};
#endif

RawStack StackOf(const CrashCopy::Thread& thread, StackRole role, std::span<const ModuleRange> modules) {
  RawStack stack;
  stack.thread = thread.name.empty() ? "thread " + std::to_string(thread.thread_id) : thread.name;
  stack.frames = RawFrames(thread.frames, modules);
  // A thread that waits does it in the C library; one that was stopped at work there works for its caller.
  stack.aborted = role != StackRole::kCrashed || thread.signal == SIGABRT || thread.signal == SIGSYS;
  stack.role = role;
  return stack;
}

}  // namespace

PostMortem Examine(const CrashCopy& record, std::span<const ModuleRange> modules) {
  PostMortem facts;
  for (const CrashCopy::Thread& thread : record.threads) {
    facts.stacks.push_back(StackOf(thread, StackRole::kCrashed, modules));
  }
  for (const CrashCopy::Thread& thread : record.others) {
    facts.stacks.push_back(StackOf(thread, thread.silent ? StackRole::kSilent : StackRole::kStopped, modules));
  }
  if (!facts.stacks.empty()) {
    const std::vector<uint64_t>& values =
        (record.threads.empty() ? record.others : record.threads).front().registers;
    for (size_t i = 0; i < std::min(values.size(), kRegisters.size()); ++i) {
      facts.registers.emplace_back(kRegisters[i], values[i]);
    }
  }
  uint64_t before = record.steps.empty() ? 0 : record.steps.front().second;
  for (const auto& [name, at] : record.steps) {
    facts.steps.emplace_back(name, at > before ? static_cast<double>(at - before) / 1e6 : 0);
    before = at;
  }
  facts.script_source = record.script_source;
  facts.script_line = record.script_line;
  facts.injected_fault = record.injected_fault;
  facts.missing_layers = record.missing_layers;
  return facts;
}

}  // namespace bulkhead
