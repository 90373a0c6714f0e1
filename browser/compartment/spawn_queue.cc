#include "browser/compartment/spawn_queue.h"

#include <utility>

namespace bulkhead {

SpawnQueue::SpawnQueue(boost::asio::io_context& loop, const Clock& clock, Duration deadline, Handlers handlers)
    : loop_(loop),
      clock_(clock),
      limit_(deadline),
      handlers_(std::move(handlers)),
      deadline_(loop, [this] { OnDeadline(); }) {}

void SpawnQueue::Connect(UniqueFd zygote_socket) {
  ZygoteLink::Handlers handlers;
  handlers.on_spawned = [this](int pid) { OnSpawned(pid); };
  handlers.on_end = [this] {
    if (!closed_) {
      GiveUp({"zygote", 0, "the zygote died", false});
    }
  };
  zygote_ = std::make_unique<ZygoteLink>(loop_, std::move(zygote_socket), clock_, std::move(handlers));
  SendWaiting();
}

void SpawnQueue::Spawn(SpawnDescriptors descriptors, Done done) {
  waiting_.push_back({std::move(descriptors), std::move(done)});
  SendWaiting();
}

void SpawnQueue::SendWaiting() {
  if (closed_ || !zygote_) {
    return;
  }
  while (!waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    zygote_->Spawn(std::move(next.descriptors), std::move(next.done));
  }
  ArmDeadline();
}

void SpawnQueue::OnSpawned(int pid) {
  zygote_deaths_ = 0;
  ArmDeadline();
  const auto early = early_exits_.extract(pid);
  if (!zygote_->busy()) {
    early_exits_.clear();  // of children that nobody was told of
  }
  if (early.empty()) {
    hosted_.insert(pid);
  } else {
    handlers_.on_exited(early.mapped());
  }
}

void SpawnQueue::OnExited(const RendererExit& exit) {
  if (hosted_.erase(exit.compartment_pid) != 0) {
    handlers_.on_exited(exit);
  } else if (zygote_ && zygote_->busy()) {
    early_exits_[exit.compartment_pid] = exit;
  }
}

void SpawnQueue::ArmDeadline() {
  if (const std::optional<TimePoint> oldest = zygote_ ? zygote_->oldest() : std::nullopt) {
    deadline_.Arm(*oldest + limit_ - clock_.Now());
  } else {
    deadline_.Disarm();
  }
}

void SpawnQueue::OnDeadline() {
  if (closed_ || !zygote_) {
    return;
  }
  const std::shared_ptr<bool> alive = alive_;
  zygote_->Drain();  // the loop itself may have been late
  if (!*alive || closed_ || !zygote_ || !zygote_->busy()) {
    return;
  }
  if (*zygote_->oldest() + limit_ > clock_.Now()) {
    ArmDeadline();
    return;
  }
  GiveUp({"zygote_reply", 0, "the zygote did not answer", true});
}

void SpawnQueue::GiveUp(const StepFailure& failure) {
  const std::unique_ptr<ZygoteLink> old = std::move(zygote_);
  deadline_.Disarm();
  early_exits_.clear();
  ++zygote_deaths_;
  handlers_.on_zygote_lost();
  old->FailAll(failure, true);
}

void SpawnQueue::Drain() {
  if (zygote_) {
    zygote_->Drain();
  }
}

bool SpawnQueue::FailAll(const StepFailure& failure) {
  closed_ = true;
  deadline_.Disarm();
  const std::shared_ptr<bool> alive = alive_;
  const std::unique_ptr<ZygoteLink> zygote = std::move(zygote_);
  std::deque<Waiting> waiting = std::exchange(waiting_, {});
  if (zygote) {
    zygote->FailAll(failure, false);
  }
  for (Waiting& one : waiting) {
    SpawnOutcome outcome;
    outcome.failure = failure;
    one.done(std::move(outcome));
  }
  return *alive;
}

}  // namespace bulkhead
