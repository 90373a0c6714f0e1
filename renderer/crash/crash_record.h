// One thread's record in the crash area: whose it is, and how a signal handler on that thread fills it. Private to
// renderer/crash; async-signal-safe.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_RECORD_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_RECORD_H_

#include <signal.h>
#include <ucontext.h>

#include "ipc/crash_area.h"
#include "renderer/crash/stack_walk.h"

namespace bulkhead {

struct CrashThread {
  CrashRecord* record = nullptr;
  StackBounds stack;
  volatile sig_atomic_t signal = 0;    // the crash that is being handled
  volatile sig_atomic_t first = 0;     // of all threads to crash: it ends the process
  volatile sig_atomic_t stopped = 0;   // in the handler that tells another thread its stack
  volatile sig_atomic_t walking = 0;
};
// Static TLS: async-signal-safe in a program (not in a library that is loaded later).
extern constinit thread_local CrashThread t_crash_thread;

// A slot that nobody has; nullptr: all are taken.
CrashRecord* TakeRecord();
// The slot of thread `id`; nullptr: it has none.
CrashRecord* RecordOf(pid_t id);
// The calling thread's; a thread that a library made gets one now: it has no alternate stack and no bounds.
CrashRecord* OwnRecord();

// Of the calling thread: where `context` says that it stood. `info` is of the crash, or of the signal that stopped it.
void FillRecord(CrashRecord& record, CrashRecord::Role role, const siginfo_t& info, const ucontext_t& context);
// FillRecord() faulted in its walk, the only part of it that reads what the page may have broken: all but the frames behind
// that place stands.
void KeepFaultedWalk();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_RECORD_H_
