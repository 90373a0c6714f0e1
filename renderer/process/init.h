// init: PID 1 of the compartment. Forks the zygote, reaps, reports, watches the browser's socket, and takes everything
// down with it. One thread; its socket blocks, because the browser always reads.
#ifndef BULKHEAD_RENDERER_PROCESS_INIT_H_
#define BULKHEAD_RENDERER_PROCESS_INIT_H_

#include <sys/resource.h>
#include <sys/types.h>

#include <optional>

#include "ipc/os/packet.h"
#include "ipc/os/unique_fd.h"
#include "renderer/process/call_listeners.h"
#include "renderer/process/start_up.h"

namespace bulkhead {

class Init {
 public:
  // `start_up` outlives it.
  explicit Init(StartUp& start_up) : start_up_(start_up) {}

  // Runs the steps of init, then its loop, until the browser is gone.
  [[noreturn]] void Run();

 private:
  void Listen();
  void StartZygote(UniqueFd socket);
  void Reap();
  void OnCommand(Packet& packet);
  void KillZygote();
  // Children whom the browser does not know: born of a zygote that died before its reply.
  void KillUnhosted(const spawn::InitCommand::StartZygote& command);
  void ReportReady();
  void Report(const spawn::InitEvent& event);
  void ReportExit(pid_t pid, int status, const rusage& usage);
  [[noreturn]] void End();

  StartUp& start_up_;
  std::optional<CallListeners> listeners_;  // in learning mode
  pid_t zygote_ = 0;
  pid_t highest_pid_ = 0;  // seen so far in such a search: a lower one says that pids have wrapped around
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_INIT_H_
