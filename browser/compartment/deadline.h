// Deadline: one point in time on the loop, which can be moved and called off, also when its timer has fired already and only
// the call is still on its way.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_DEADLINE_H_
#define BULKHEAD_BROWSER_COMPARTMENT_DEADLINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipc/os/clock.h"

namespace bulkhead {

class Deadline {
 public:
  // `on_passed` is called from the loop and may destroy this.
  Deadline(boost::asio::io_context& loop, std::function<void()> on_passed)
      : timer_(loop), on_passed_(std::move(on_passed)) {}
  ~Deadline() { Disarm(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void Arm(Duration after);
  void Disarm();

 private:
  boost::asio::steady_timer timer_;
  const std::function<void()> on_passed_;
  // Number of the one that is armed. Shared: a completion may come when this is gone.
  std::shared_ptr<uint64_t> armed_ = std::make_shared<uint64_t>(0);
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_DEADLINE_H_
