#include "browser/compartment/zygote_link.h"

#include <utility>

#include "browser/compartment/pidfd.h"
#include "spawn.pb.h"

namespace bulkhead {

ZygoteLink::ZygoteLink(boost::asio::io_context& loop, UniqueFd socket, const Clock& clock, Handlers handlers)
    : clock_(clock),
      handlers_(std::move(handlers)),
      socket_(loop, std::move(socket), [this](Packet& packet) { OnPacket(packet); }, [on_end = handlers_.on_end] { on_end(); }) {
  socket_.Start();
}

ZygoteLink::~ZygoteLink() {
  *alive_ = false;
}

void ZygoteLink::Spawn(SpawnDescriptors descriptors, Done done) {
  const uint64_t id = next_id_++;
  const TimePoint now = clock_.Now();
  spawn::SpawnRequest request;
  request.set_id(id);
  request.set_sent_ns(static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count()));
  std::vector<UniqueFd> sent;
  sent.push_back(std::move(descriptors.control));
  sent.push_back(std::move(descriptors.frames));
  sent.push_back(std::move(descriptors.crash_area));
  sent.push_back(std::move(descriptors.log_pipe));
  requests_.emplace(id, Request{now, std::move(done)});
  socket_.Send(request.SerializeAsString(), std::move(sent));
}

void ZygoteLink::OnPacket(Packet& packet) {
  spawn::SpawnReply reply;
  if (!reply.ParseFromString(packet.payload)) {
    return;  // our own program: then the deadline ends this zygote
  }
  const auto found = requests_.find(reply.id());
  if (found == requests_.end()) {
    return;
  }
  const Done done = std::move(found->second.done);
  requests_.erase(found);
  SpawnOutcome outcome;
  if (reply.error() != 0 || packet.descriptors.size() != 1) {
    outcome.failure.step = reply.error() != 0 ? reply.step() : "zygote_reply";
    outcome.failure.error = reply.error() != 0 ? reply.error() : EMFILE;
    outcome.failure.why = reply.error() != 0 ? "the zygote could not make a renderer"
                                             : "no descriptor was left for the renderer's pidfd";
    done(std::move(outcome));
    return;
  }
  outcome.ok = true;
  outcome.renderer.pidfd = std::move(packet.descriptors[0]);
  outcome.renderer.compartment_pid = reply.pid();
  outcome.renderer.host_pid = PidOfPidfd(outcome.renderer.pidfd.get());
  outcome.renderer.forked_ns = reply.forked_ns();
  const std::shared_ptr<bool> alive = alive_;
  const auto on_spawned = handlers_.on_spawned;
  const int pid = reply.pid();
  done(std::move(outcome));
  if (*alive) {
    on_spawned(pid);
  }
}

void ZygoteLink::FailAll(const StepFailure& failure, bool zygote_lost) {
  // The answers may destroy this link.
  const std::map<uint64_t, Request> lost = std::exchange(requests_, {});
  for (const auto& [id, request] : lost) {
    SpawnOutcome outcome;
    outcome.failure = failure;
    outcome.zygote_lost = zygote_lost;
    request.done(std::move(outcome));
  }
}

std::optional<TimePoint> ZygoteLink::oldest() const {
  if (requests_.empty()) {
    return std::nullopt;
  }
  return requests_.begin()->second.sent;
}

}  // namespace bulkhead
