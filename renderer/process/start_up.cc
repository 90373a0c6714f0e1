#include "renderer/process/start_up.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace bulkhead {

bool StartUp::Disabled(const std::string& layer) const {
  const auto& disabled = config.disabled_layers();
  return std::find(disabled.begin(), disabled.end(), layer) != disabled.end();
}

bool LeftOut(StartUp& start_up, const char* layer, Need need) {
  if (start_up.Disabled(layer)) {
    start_up.layers.Set(layer, "left out by option");
    return need != Need::kRequired;
  }
  if (start_up.off() && need == Need::kLayer) {
    start_up.layers.Set(layer, "off");
    return true;
  }
  return false;
}

void NoteLayer(StartUp& start_up, const char* layer, const StepResult& result) {
  if (layer == nullptr) {
    return;
  }
  switch (result.kind) {
    case StepResult::Kind::kDone:
      start_up.layers.Set(layer, "applied");
      return;
    case StepResult::Kind::kSkipped:
      start_up.layers.Set(layer, result.why);
      return;
    case StepResult::Kind::kFailed:
      start_up.layers.Set(layer, Explain(result.why.c_str(), result.error));
      return;
  }
}

void PauseBefore(const StartUp& start_up, const char* step, int watched) {
  if (!start_up.config.faults()) {
    return;
  }
  const auto& pauses = start_up.config.pause_at();
  const bool spins = std::find(pauses.begin(), pauses.end(), std::string("spin:") + step) != pauses.end();
  if (!spins && std::find(pauses.begin(), pauses.end(), step) == pauses.end()) {
    return;
  }
  char name[16];
  std::snprintf(name, sizeof(name), "@%s", step);
  ::prctl(PR_SET_NAME, name);
  while (spins) {
    asm volatile("");
  }
  // SIGSTOP would do nothing: PID 1 of a namespace does not stop itself.
  for (;;) {
    pollfd end{watched, POLLRDHUP, 0};
    if (::poll(&end, 1, -1) > 0 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
      ::_exit(0);
    }
  }
}

std::string Explain(const char* what, int error) {
  if (error == 0) {
    return what;
  }
  return std::string(what) + ": " + std::strerror(error) + " (errno " + std::to_string(error) + ")";
}

}  // namespace bulkhead
