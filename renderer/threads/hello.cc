#include "renderer/threads/hello.h"

#include <algorithm>
#include <cstring>

namespace bulkhead {

control::Hello MakeHello(const std::string& build, uint32_t threads, const CrashArea* area) {
  control::Hello hello;
  hello.set_build(build);
  hello.set_threads(threads);
  if (area != nullptr) {
    const size_t steps = std::min<size_t>(area->steps_done.load(std::memory_order_acquire), kStartupSteps);
    for (size_t i = 0; i < steps; ++i) {
      const StartupRecord& record = area->steps[i];
      control::StartupStep& step = *hello.add_steps();
      step.set_name(std::string(record.step, strnlen(record.step, sizeof(record.step))));
      step.set_at_ns(record.at_ns);
    }
  }
  return hello;
}

}  // namespace bulkhead
