#include "browser/host/startup_times.h"

#include <algorithm>

#include "browser/core/sanitise.h"

namespace bulkhead {

std::vector<std::pair<std::string, double>> StartupTimes(const control::Hello& hello, uint64_t forked_ns) {
  // The zygote notes the time of the fork when it runs again, which may be behind the child's first steps.
  uint64_t before = forked_ns;
  if (hello.steps_size() > 0) {
    before = std::min<uint64_t>(before, hello.steps(0).at_ns());
  }
  std::vector<std::pair<std::string, double>> times;
  for (const control::StartupStep& step : hello.steps()) {
    const uint64_t at = std::max<uint64_t>(step.at_ns(), before);
    times.emplace_back(Sanitise(step.name(), 32), before == 0 ? 0 : static_cast<double>(at - before) / 1e6);
    before = at;
  }
  return times;
}

}  // namespace bulkhead
