// The signals of renderer/crash. Private to it, to the faults and to the filter, which names them.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_SIGNALS_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_SIGNALS_H_

#include <signal.h>

namespace bulkhead {

inline constexpr int kCrashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};

// Stops a thread for its stack. Ignored unless a handler is set; nobody else's here: it tells of urgent data on a socket
// whose owner was named (F_SETOWN), the script engine has SIGUSR1. Not a real-time signal, whose queue has a limit.
inline constexpr int kStackSignal = SIGURG;

// While a handler runs all but crashes wait: a fault inside it comes back to it, instead of a kernel that kills the process
// without a word.
inline void FillCrashMask(sigset_t* mask) {
  ::sigfillset(mask);
  for (const int signal : kCrashSignals) {
    ::sigdelset(mask, signal);
  }
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_SIGNALS_H_
