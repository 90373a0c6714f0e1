#include "browser/compartment/deadline.h"

namespace bulkhead {

void Deadline::Arm(Duration after) {
  timer_.expires_after(after);
  // A timer that has fired already cannot be called back: the number tells.
  timer_.async_wait([this, armed = armed_, number = ++*armed_](const boost::system::error_code& error) {
    if (!error && number == *armed) {
      const std::function<void()> on_passed = on_passed_;  // it may destroy us, and itself with us
      on_passed();
    }
  });
}

void Deadline::Disarm() {
  ++*armed_;
  timer_.cancel();
}

}  // namespace bulkhead
