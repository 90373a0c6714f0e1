// A named thread of ours in somebody's process. It takes no signal: they belong to the thread of the loop.
#ifndef BULKHEAD_IPC_OS_SERVICE_THREAD_H_
#define BULKHEAD_IPC_OS_SERVICE_THREAD_H_

#include <functional>
#include <thread>

namespace bulkhead {

// `name`: at most 15 bytes (pthread_setname_np(3)), a literal. The caller joins it. Signals of the calling thread are as
// before when this returns.
std::thread StartServiceThread(const char* name, std::function<void()> run);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_SERVICE_THREAD_H_
