// ZygoteLink: the requests to one life of the zygote. Ends with it: what it had answered is handed out first, what it
// had not is lost and told so.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_ZYGOTE_LINK_H_
#define BULKHEAD_BROWSER_COMPARTMENT_ZYGOTE_LINK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/compartment.h"
#include "browser/compartment/packet_socket.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class ZygoteLink {
 public:
  using Done = std::function<void(SpawnOutcome)>;

  // `on_spawned` after its outcome was told; `on_end` once, as the last call. Either may destroy the link.
  struct Handlers {
    std::function<void(int compartment_pid)> on_spawned;
    std::function<void()> on_end;
  };

  ZygoteLink(boost::asio::io_context& loop, UniqueFd socket, const Clock& clock, Handlers handlers);
  ZygoteLink(const ZygoteLink&) = delete;
  ZygoteLink& operator=(const ZygoteLink&) = delete;
  ~ZygoteLink();

  void Spawn(SpawnDescriptors descriptors, Done done);
  // What the dead zygote had answered, then the end.
  void Drain() { socket_.Drain(); }
  // Tells every outstanding request `failure`.
  void FailAll(const StepFailure& failure, bool zygote_lost);

  bool busy() const { return !requests_.empty(); }
  // When the oldest outstanding request was sent.
  std::optional<TimePoint> oldest() const;

 private:
  struct Request {
    TimePoint sent;
    Done done;
  };
  void OnPacket(Packet& packet);

  const Clock& clock_;
  const Handlers handlers_;
  uint64_t next_id_ = 1;
  std::map<uint64_t, Request> requests_;  // by id, so oldest first
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  PacketSocket socket_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_ZYGOTE_LINK_H_
