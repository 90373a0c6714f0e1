// Child: the other process of a benchmark, forked from this single-threaded one, at the far end of a socket pair. Ends when
// the near end closes.
#ifndef BULKHEAD_TOOLS_BENCHMARKS_CHILD_H_
#define BULKHEAD_TOOLS_BENCHMARKS_CHILD_H_

#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "ipc/os/check.h"
#include "ipc/os/socket_pair.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// Where the two processes run. Left to the scheduler, one run compares a round trip on one core (12 us, the price of the
// software) with one across two (60 us, the price of two wake-ups).
enum class Placement { kOneCore, kTwoCores };

inline void PinTo(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  ::sched_setaffinity(0, sizeof(set), &set);  // a machine with one core: wherever
}

class Child {
 public:
  // `body(UniqueFd far_end)` runs in the child, which exits when it returns. Pins this process too.
  template <class Body>
  explicit Child(Placement placement, Body body) {
    PinTo(0);
    Result<SocketPair> pair = CreateSocketPair(SOCK_STREAM);
    BULKHEAD_CHECK(pair.has_value());
    pid_ = ::fork();
    BULKHEAD_CHECK(pid_ >= 0);
    if (pid_ == 0) {
      PinTo(placement == Placement::kOneCore ? 0 : 1);
      pair->ours.Reset();
      body(std::move(pair->theirs));
      ::_exit(0);
    }
    socket_ = std::move(pair->ours);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    socket_.Reset();
    ::waitpid(pid_, nullptr, 0);
  }

  // The near end: used in place, or taken (then the taker closes it before the child goes).
  int socket() const { return socket_.get(); }
  UniqueFd TakeSocket() { return std::move(socket_); }

 private:
  pid_t pid_ = -1;
  UniqueFd socket_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_CHILD_H_
