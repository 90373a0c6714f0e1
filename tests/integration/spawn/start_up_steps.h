// The steps at which a process of the chain can be paused, from the orders themselves: a new one is tested without a word here.
#ifndef BULKHEAD_TESTS_INTEGRATION_SPAWN_START_UP_STEPS_H_
#define BULKHEAD_TESTS_INTEGRATION_SPAWN_START_UP_STEPS_H_

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "renderer/process/start_up_order.h"

namespace bulkhead {

template <class Context>
std::vector<std::string> Pausable(std::span<const Step<Context>> steps) {
  std::vector<std::string> names;
  for (const Step<Context>& step : steps) {
    if (step.run != nullptr) {
      names.push_back(step.name);
    }
  }
  return names;
}

inline std::vector<std::string> StageZeroSteps() {
  std::vector<std::string> names = Pausable(StageZeroOrder());
  // Before it has read its configuration nobody can tell it to pause.
  names.erase(names.begin(), std::find(names.begin(), names.end(), "config") + 1);
  names.push_back("announce");
  return names;
}

inline std::vector<std::string> InitSteps() {
  std::vector<std::string> names = Pausable(InitOrder());
  names.push_back("zygote");
  return names;
}

// Until it waits for requests.
inline std::vector<std::string> ZygoteStarts() {
  std::vector<std::string> names = Pausable(ZygoteOrder());
  names.push_back(kZygoteWait);
  return names;
}

inline std::vector<std::string> RendererSteps() {
  return Pausable(RendererOrder());
}

// What the kernel calls a process that is paused there (15 characters; prctl(2), PR_SET_NAME).
inline std::string PausedName(const std::string& step) {
  return ("@" + step).substr(0, 15);
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_INTEGRATION_SPAWN_START_UP_STEPS_H_
