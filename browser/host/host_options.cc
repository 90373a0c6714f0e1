#include "browser/host/host_options.h"

#include <string>

#include "browser/core/layer_facts.h"
#include "ipc/frame_ring.h"

namespace bulkhead {
namespace {

UserError Bad(const char* option, const std::string& value, const char* why, const std::string& remedy) {
  return {"bad option", std::string(option) + " " + value, why, remedy};
}

}  // namespace

std::optional<UserError> Unusable(const HostOptions& options) {
  for (const std::string& layer : options.disabled_layers) {
    if (FindLayer(layer) == nullptr) {
      return Bad("disabled_layers", layer, "not a layer", "the layers are " + LayerNames(", "));
    }
  }
  for (const uint32_t side : {options.viewport_width, options.viewport_height}) {
    if (side < 1 || side > kMaxViewportSide) {
      return Bad("viewport", std::to_string(options.viewport_width) + "x" + std::to_string(options.viewport_height),
                 "not a size that a tab can have", "each side from 1 to " + std::to_string(kMaxViewportSide));
    }
  }
  if (options.workers < 1 || options.workers > kMaxWorkers) {
    return Bad("workers", std::to_string(options.workers), "not so many", "from 1 to " + std::to_string(kMaxWorkers));
  }
  if (options.memory_limit_bytes == 0) {
    return Bad("memory_limit_bytes", "0", "no renderer lives on nothing", "leave it at its default");
  }
  if (options.startup_deadline <= Duration::zero()) {
    return Bad("startup_deadline", "", "not a time to start in", "leave it at its default, five seconds");
  }
  if (options.goodbye_deadline < Duration::zero()) {
    return Bad("goodbye_deadline", "", "before its beginning", "zero kills at once");
  }
  if (options.hang.warn <= Duration::zero() || options.hang.kill <= Duration::zero()) {
    return Bad("hang", "", "every tab would be hung", "leave it at its defaults");
  }
  return std::nullopt;
}

}  // namespace bulkhead
