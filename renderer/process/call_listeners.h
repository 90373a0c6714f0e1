// CallListeners: init's side of learning mode. A renderer's filter there stops a forbidden call until it is answered; init
// counts it, tells the browser (CallCounts) and lets it through. Renderers hand over the listeners of their filters on a
// socket that all of them inherit; the kernel says whose each is.
//
// In init, on its one thread; nothing blocks.
#ifndef BULKHEAD_RENDERER_PROCESS_CALL_LISTENERS_H_
#define BULKHEAD_RENDERER_PROCESS_CALL_LISTENERS_H_

#include <poll.h>
#include <sys/types.h>

#include <functional>
#include <list>
#include <span>
#include <vector>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "renderer/process/call_counts.h"
#include "spawn.pb.h"

namespace bulkhead {

// A socket pair on which the kernel says who sends: init's end, and the one that renderers inherit (it blocks).
struct ListenerSockets {
  UniqueFd init;
  UniqueFd renderers;
};
Result<ListenerSockets> CreateListenerSockets();

// In a renderer: gives `listener` up to init. Allocates nothing.
Result<void> HandOverListener(int socket, UniqueFd listener);

class CallListeners {
 public:
  using Report = std::function<void(const spawn::InitEvent::LearnedCall&)>;

  // `socket`: init's end. `pid_namespaces`: each renderer has one of its own, in which it is 1.
  CallListeners(UniqueFd socket, std::vector<SystemCallGroup> policy, bool pid_namespaces, Report report);

  // What to poll for, behind what `polls` has.
  void AddTo(std::vector<pollfd>& polls) const;
  // `polls`: what AddTo() added, polled. One call of each renderer, so that none keeps init from the others.
  void Serve(std::span<const pollfd> polls);
  // `pid` was reaped, and its exit is about to be told: says what is not told of it yet.
  void OnExit(pid_t pid);

 private:
  struct Renderer {
    UniqueFd listener;
    pid_t pid;
    CallCounts counts;
  };

  void Accept();
  // False: its filter is used by nobody any more.
  bool ServeOne(Renderer& renderer);
  void TellRest(const Renderer& renderer) const;
  void Tell(const Renderer& renderer, const CallCounts::Kind& kind) const;

  const UniqueFd socket_;
  const std::vector<SystemCallGroup> policy_;
  const bool pid_namespaces_;
  const Report report_;
  std::list<Renderer> renderers_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_CALL_LISTENERS_H_
