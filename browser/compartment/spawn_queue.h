// SpawnQueue: the renderers that are asked for, over all zygotes of one compartment. Keeps requests until there is a zygote,
// notices one that is dead or does not answer, and brings the two words about a renderer into order: the zygote's reply and
// init's report of its exit come on different sockets.
//
// On the loop's thread.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_SPAWN_QUEUE_H_
#define BULKHEAD_BROWSER_COMPARTMENT_SPAWN_QUEUE_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/deadline.h"
#include "browser/compartment/zygote_link.h"

namespace bulkhead {

class SpawnQueue {
 public:
  using Done = ZygoteLink::Done;
  struct Handlers {
    // Connect another, or see to the end. Requests that it took along are answered behind this call.
    std::function<void()> on_zygote_lost;
    std::function<void(const RendererExit& exit)> on_exited;
  };

  // A zygote that has not answered for `deadline` is given up.
  SpawnQueue(boost::asio::io_context& loop, const Clock& clock, Duration deadline, Handlers handlers);
  ~SpawnQueue() { *alive_ = false; }
  SpawnQueue(const SpawnQueue&) = delete;
  SpawnQueue& operator=(const SpawnQueue&) = delete;

  void Connect(UniqueFd zygote_socket);
  // Sent at once where there is a zygote. `done` is called once, never from inside; it may destroy the queue.
  void Spawn(SpawnDescriptors descriptors, Done done);
  // Init's word. Told when the renderer's own birth has been.
  void OnExited(const RendererExit& exit);
  // The renderers that live.
  const std::set<int>& hosted() const { return hosted_; }
  // Zygotes that were lost since the last renderer that was made.
  int zygote_deaths() const { return zygote_deaths_; }

  // No zygote is missed any more. What it had answered is still told.
  void Close() { closed_ = true; }
  void Drain();
  // Closed: answers every request `failure`. False: this was destroyed by an answer.
  bool FailAll(const StepFailure& failure);

 private:
  struct Waiting {
    SpawnDescriptors descriptors;
    Done done;
  };

  void SendWaiting();
  void OnSpawned(int pid);
  void ArmDeadline();
  void OnDeadline();
  void GiveUp(const StepFailure& failure);

  boost::asio::io_context& loop_;
  const Clock& clock_;
  const Duration limit_;
  const Handlers handlers_;
  std::unique_ptr<ZygoteLink> zygote_;
  int zygote_deaths_ = 0;
  bool closed_ = false;
  std::deque<Waiting> waiting_;              // not sent yet
  std::set<int> hosted_;
  std::map<int, RendererExit> early_exits_;  // came before the zygote's reply
  Deadline deadline_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_SPAWN_QUEUE_H_
