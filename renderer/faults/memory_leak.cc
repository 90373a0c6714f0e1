#include "renderer/faults/memory_leak.h"

#include <algorithm>

#include "renderer/faults/strikes.h"

namespace bulkhead {
namespace {

// Small steps: touching 8 MiB costs about 3 ms, and the page is to go on smoothly.
constexpr Duration kStep = std::chrono::milliseconds(20);
constexpr size_t kMaxStepBytes = 8 * 1024 * 1024;

}  // namespace

MemoryLeak::MemoryLeak(boost::asio::io_context& loop, const Clock& clock, int64_t mib_per_s)
    : timer_(loop), clock_(clock), mib_per_s_(mib_per_s), start_(clock.Now()) {
  TakeOn();
}

void MemoryLeak::TakeOn() {
  timer_.expires_after(kStep);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) {
      return;
    }
    const double seconds = std::chrono::duration<double>(clock_.Now() - start_).count();
    const size_t due = static_cast<size_t>(seconds * static_cast<double>(mib_per_s_) * 1024 * 1024);
    const size_t step = std::min(due - std::min(due, taken_), kMaxStepBytes) & ~size_t{4095};
    if (step > 0 && LeakMemory(step)) {
      taken_ += step;
    }
    TakeOn();
  });
}

}  // namespace bulkhead
