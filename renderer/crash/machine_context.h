// What is the machine's own in a signal's context: registers, where the thread
// stood, how it made a system call. Private to renderer/crash;
// async-signal-safe.
#ifndef BULKHEAD_RENDERER_CRASH_MACHINE_CONTEXT_H_
#define BULKHEAD_RENDERER_CRASH_MACHINE_CONTEXT_H_

#include <linux/audit.h>
#include <ucontext.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "ipc/crash_area.h"
#include "renderer/crash/stack_walk.h"

namespace bulkhead {

using RegisterCopy = uint64_t[kCrashRegisters];
using CallArguments = uint64_t[6];

#if defined(__x86_64__)

inline StoppedAt WhereStopped(const ucontext_t& context) {
  const auto& registers = context.uc_mcontext.gregs;
  return {static_cast<uint64_t>(registers[REG_RIP]), static_cast<uint64_t>(registers[REG_RBP]),
          static_cast<uint64_t>(registers[REG_RSP])};
}

inline void CopyRegisters(const ucontext_t& context, RegisterCopy& copy) {
  constexpr int kOrder[] = {REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
                            REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP, REG_EFL};
  static_assert(std::size(kOrder) <= kCrashRegisters);
  for (size_t i = 0; i < std::size(kOrder); ++i) {
    copy[i] = static_cast<uint64_t>(context.uc_mcontext.gregs[kOrder[i]]);
  }
}

// As the call's ABI passes them: `architecture` is siginfo's.
inline void CopyCallArguments(const ucontext_t& context, uint32_t architecture, CallArguments& arguments) {
  constexpr int kOrder[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
  constexpr int kOrder32[] = {REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI, REG_RBP};
  const bool is_32 = architecture == AUDIT_ARCH_I386;
  for (size_t i = 0; i < std::size(kOrder); ++i) {
    const auto value = static_cast<uint64_t>(context.uc_mcontext.gregs[is_32 ? kOrder32[i] : kOrder[i]]);
    arguments[i] = is_32 ? static_cast<uint32_t>(value) : value;
  }
}

#elif defined(__aarch64__)

inline StoppedAt WhereStopped(const ucontext_t& context) {
  const mcontext_t& machine = context.uc_mcontext;
  return {machine.pc, machine.regs[29], machine.sp};
}

inline void CopyRegisters(const ucontext_t& context, RegisterCopy& copy) {
  const mcontext_t& machine = context.uc_mcontext;
  static_assert(std::size(mcontext_t{}.regs) + 3 == kCrashRegisters);
  std::copy(std::begin(machine.regs), std::end(machine.regs), copy);
  copy[31] = machine.sp;
  copy[32] = machine.pc;
  copy[33] = machine.pstate;
}

// 32-bit calls (AUDIT_ARCH_ARM) pass the first six in the same registers.
inline void CopyCallArguments(const ucontext_t& context, uint32_t, CallArguments& arguments) {
  std::copy_n(std::begin(context.uc_mcontext.regs), std::size(arguments), arguments);
}

#else
#error "renderer/crash knows x86-64 and aarch64"
#endif

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_MACHINE_CONTEXT_H_
