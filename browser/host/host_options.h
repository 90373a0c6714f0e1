// What a user may decide about a host. Defaults are those of the command line, said once, here.
#ifndef BULKHEAD_BROWSER_HOST_HOST_OPTIONS_H_
#define BULKHEAD_BROWSER_HOST_HOST_OPTIONS_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "browser/core/hang_monitor.h"
#include "browser/core/process_model.h"
#include "browser/core/restart_policy.h"
#include "browser/host/user_error.h"
#include "ipc/os/clock.h"

namespace bulkhead {

inline constexpr uint32_t kMaxWorkers = 16;

enum class SandboxMode { kStrict, kBestEffort, kOff };

struct HostOptions {
  // Empty: $BULKHEAD_RENDERER, beside the running program, ../libexec/bulkhead from there. find_package(bulkhead) defines
  // BULKHEAD_RENDERER_PROGRAM, the one of the package.
  std::filesystem::path renderer_program;
  SandboxMode sandbox = SandboxMode::kStrict;
  std::vector<std::string> disabled_layers;
  ProcessModel model = ProcessModel::kTab;
  uint32_t viewport_width = 1024;
  uint32_t viewport_height = 768;
  uint32_t workers = 2;  // 1 to kMaxWorkers
  bool faults = false;     // pages may ask for faults: fault.inject(name, params)
  bool injecting = false;  // Host::Inject may; implied by the one above
  bool probing = false;  // pages may call probe.run(name); the sandbox is the same
  bool learning = false;  // renderers' filters log what they forbid and let it through: sandbox.call events at the end
  bool spare = true;
  uint32_t tabs = 1;  // that are meant to be open at once: a refusal for want of descriptors names the limit for so many
  uint64_t memory_limit_bytes = 512ULL * 1024 * 1024;
  RestartOptions restart;
  HangOptions hang;
  Duration startup_deadline = std::chrono::seconds(5);
  Duration goodbye_deadline = std::chrono::seconds(2);
  int log_level = 3;  // spdlog's: warn
  // The process has nothing but this host: its summary counts every child and descriptor that came since the start. Where
  // others make theirs too, only the host's own processes are judged, and leaked_fds is not known.
  bool owns_process = false;
  std::vector<std::string> pause_at;  // start-up steps at which children stop, for tests; needs faults
};

// Why no host can have these; nullopt: one can. Host::Create() asks.
std::optional<UserError> Unusable(const HostOptions& options);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_OPTIONS_H_
