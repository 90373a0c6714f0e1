// The set of threads is fixed once a renderer says Hello. This program's own pthread_create stands before the C library's,
// for every library of the process: a late attempt gets EAGAIN, is noted in the crash area with its stack, and costs a line
// on the log. The seccomp filter refuses the clone too, but cannot say who asked.
#ifndef BULKHEAD_RENDERER_SANDBOX_THREAD_GUARD_H_
#define BULKHEAD_RENDERER_SANDBOX_THREAD_GUARD_H_

namespace bulkhead {

// Before the file system goes: finds the C library's own.
void PrepareThreadGuard();
// From now on no thread is made. For the life of the process.
void FixThreads();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_THREAD_GUARD_H_
