#include "browser/cli/page_pace.h"

#include <utility>

#include "ipc/os/result.h"

namespace bulkhead {

PagePace::PagePace(boost::asio::io_context& loop, Options options) : options_(std::move(options)), timer_(loop) {}

void PagePace::Start() {
  OpenNext();
}

void PagePace::OpenNext() {
  do {
    latest_.reset();
    if (next_ == options_.pages.size()) {
      options_.all_open();
      return;
    }
    latest_ = options_.open(options_.pages[next_++]);
  } while (!latest_ || options_.longest_pause == Duration::zero() || next_ == options_.pages.size());
  OpenNextAfter(options_.longest_pause);
}

void PagePace::OpenNextAfter(Duration pause) {
  timer_.expires_after(pause);
  timer_.async_wait([this, turn = ++turn_](const ErrorCode& error) {
    if (!error && turn == turn_) {
      OpenNext();
    }
  });
}

void PagePace::OnFirstFrame(TabId tab) {
  if (latest_ == tab) {
    latest_.reset();
    OpenNextAfter(Duration::zero());  // told from inside the host, whose turn ends first
  }
}

void PagePace::Stop() {
  ++turn_;
  latest_.reset();
  timer_.cancel();
}

}  // namespace bulkhead
