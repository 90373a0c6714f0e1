#include "browser/compartment/compartment_config.h"

#include <charconv>
#include <cstring>

namespace bulkhead {
namespace {

// 0 for what is no number: then nobody is the user.
uint32_t IdOf(const char* text) {
  uint32_t id = 0;
  if (text != nullptr) {
    const char* end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, id);
    if (error != std::errc() || stop != end) {
      id = 0;
    }
  }
  return id;
}

spawn::Config::Mode ModeOf(SandboxMode mode) {
  switch (mode) {
    case SandboxMode::kStrict:
      return spawn::Config::STRICT;
    case SandboxMode::kBestEffort:
      return spawn::Config::BEST_EFFORT;
    case SandboxMode::kOff:
      return spawn::Config::OFF;
  }
  return spawn::Config::STRICT;
}

}  // namespace

spawn::Config MakeConfig(const HostOptions& options, const char* build, const char* sudo_uid, const char* sudo_gid) {
  spawn::Config config;
  config.set_mode(ModeOf(options.sandbox));
  for (const std::string& layer : options.disabled_layers) {
    config.add_disabled_layers(layer);
  }
  config.set_workers(options.workers);
  config.set_faults(options.faults || options.injecting);
  config.set_page_faults(options.faults);
  config.set_probing(options.probing);
  config.set_learning(options.learning);
  config.set_log_level(options.log_level);
  config.set_build(build);
  if (options.faults) {
    for (const std::string& step : options.pause_at) {
      config.add_pause_at(step);
    }
  }
  // Both or neither: a user's id with nobody's group is nobody we know.
  const uint32_t uid = IdOf(sudo_uid);
  const uint32_t gid = IdOf(sudo_gid);
  if (uid != 0 && gid != 0) {
    config.set_drop_uid(uid);
    config.set_drop_gid(gid);
  }
  return config;
}

}  // namespace bulkhead
