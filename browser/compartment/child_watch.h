// ChildWatch: a child of the browser by its pidfd. Tells its end once and reaps it; outlived by its own reaping: a child
// whose watch goes away is killed, and reaped as soon as it is dead.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_CHILD_WATCH_H_
#define BULKHEAD_BROWSER_COMPARTMENT_CHILD_WATCH_H_

#include <sys/types.h>

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/pidfd.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class ChildWatch {
 public:
  using EndHandler = std::function<void(const Reaped&)>;

  // `on_end` is called from the loop, never from here, and may destroy the watch.
  ChildWatch(boost::asio::io_context& loop, UniqueFd pidfd, EndHandler on_end);
  ~ChildWatch();
  ChildWatch(const ChildWatch&) = delete;
  ChildWatch& operator=(const ChildWatch&) = delete;

  void Kill();

 private:
  struct State;
  static void Wait(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

// Reaps what is left of process group `group` among our children, as they die: for a child whose pid nobody could tell us.
void ReapGroupInBackground(boost::asio::io_context& loop, pid_t group);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_CHILD_WATCH_H_
