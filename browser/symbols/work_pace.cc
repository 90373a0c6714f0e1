#include "browser/symbols/work_pace.h"

#include <time.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace bulkhead {
namespace {

WorkPace::Time ThreadTime() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

WorkPace::WorkPace() : WorkPace(ThreadTime, [](Time rest) { std::this_thread::sleep_for(rest); }) {}

WorkPace::WorkPace(std::function<Time()> used, std::function<void(Time)> sleep)
    : used_(std::move(used)), sleep_(std::move(sleep)), rested_at_(used_()) {}

void WorkPace::Rest() {
  const Time now = used_();
  const Time work = now - rested_at_;
  if (work < kLeast) {
    return;
  }
  rested_at_ = now;
  sleep_(std::min(2 * work, kLongestRest));
}

}  // namespace bulkhead
