#include "renderer/crash/crash_record.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>

#include "ipc/os/clock.h"
#include "renderer/crash/crash_state.h"
#include "renderer/crash/last_words.h"
#include "renderer/crash/machine_context.h"
#include "renderer/crash/unwind.h"

namespace bulkhead {

constinit thread_local CrashThread t_crash_thread;

namespace {

std::atomic<uint32_t> g_next_record{0};

// The call that the filter stopped; the registers are those with which it was made.
void CopyCall(const siginfo_t& info, const ucontext_t& context, CrashRecord& record) {
  if (info.si_signo != SIGSYS || info.si_code <= 0) {
    return;
  }
  record.call = info.si_syscall;
  record.call_architecture = info.si_arch;
  CopyCallArguments(context, info.si_arch, record.call_arguments);
}

void CopyCrash(const siginfo_t& info, const ucontext_t& context, CrashRecord& record) {
  record.signal = info.si_signo;
  record.code = info.si_code;
  // si_code <= 0: kill, tgkill, sigqueue; then the union holds a sender and no address.
  const bool sent = info.si_code <= 0;
  // Where there is no PID namespace a stranger has a number, too.
  record.sender_pid = sent && info.si_pid == ::getpid() ? info.si_pid : 0;
  record.address = sent ? 0 : reinterpret_cast<uint64_t>(info.si_addr);
  CopyCall(info, context, record);
  if (info.si_signo == SIGABRT) {
    CopyLastWords(record);
  }
}

}  // namespace

CrashRecord* TakeRecord() {
  const uint32_t index = g_next_record.fetch_add(1, std::memory_order_relaxed);
  return index < kCrashThreads ? &g_crash_area->records[index] : nullptr;
}

CrashRecord* RecordOf(pid_t id) {
  CrashRecord* const end = std::end(g_crash_area->records);
  CrashRecord* const found =
      std::find_if(g_crash_area->records, end, [id](const CrashRecord& record) { return record.thread_id == id; });
  return found != end ? found : nullptr;
}

CrashRecord* OwnRecord() {
  CrashRecord*& record = t_crash_thread.record;
  if (record == nullptr) {
    record = RecordOf(::gettid());  // whoever asks for its stack has taken one for it
    record = record != nullptr ? record : TakeRecord();
    if (record != nullptr) {
      ::prctl(PR_GET_NAME, record->thread_name);
    }
  }
  return record;
}

void FillRecord(CrashRecord& record, CrashRecord::Role role, const siginfo_t& info, const ucontext_t& context) {
  CrashThread& self = t_crash_thread;
  record.role.store(role, std::memory_order_relaxed);
  record.state.store(CrashRecord::kWriting, std::memory_order_relaxed);
  record.remarks = 0;
  record.thread_id = ::gettid();
  record.at_ns = MonotonicNs();
  record.stack_low = self.stack.low;
  record.stack_high = self.stack.high;
  CopyRegisters(context, record.registers);
  if (role == CrashRecord::kCrashed) {
    CopyCrash(info, context, record);
  }
  const StoppedAt at = WhereStopped(context);
  record.stack_pointer = at.stack_pointer;
  record.frames[0] = at.instruction;
  record.frame_count = 1;
  self.walking = 1;
  // Our own code has frame pointers, whose walk cannot leave the stack; all else has tables only.
  const CodeRange own = OwnCode();
  if (!own.Holds(record.frames[0])) {
    UnwindFrames(record.frames[0], record.frames, record.frame_count);
  }
  if (record.frame_count == 1) {
    WalkFrames(at, self.stack, own, record.frames, record.frame_count);
  }
  self.walking = 0;
  record.state.store(CrashRecord::kComplete, std::memory_order_release);
}

void KeepFaultedWalk() {
  CrashThread& self = t_crash_thread;
  self.walking = 0;
  self.record->remarks |= CrashRecord::kWalkFaulted;
  self.record->state.store(CrashRecord::kComplete, std::memory_order_release);
}

}  // namespace bulkhead
