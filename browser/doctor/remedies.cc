#include "browser/doctor/remedies.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "browser/core/layer_states.h"
#include "browser/core/layer_facts.h"

namespace bulkhead {
namespace {

constexpr std::string_view kProfile = "--security-opt seccomp=tools/container/seccomp.json";

// The kernel's own default is half of threads-max; any number well above a few hundred tabs does.
constexpr std::string_view kPlenty = "15000";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLimits = {
    {{"user", "user.max_user_namespaces"},
     {"pid", "user.max_pid_namespaces"},
     {"net", "user.max_net_namespaces"},
     {"ipc", "user.max_ipc_namespaces"},
     {"root", "user.max_mnt_namespaces"}}};

bool Is(const Settings& settings, const char* name, uint64_t value) {
  const auto found = settings.sysctl.find(name);
  return found != settings.sysctl.end() && found->second == value;
}

std::string Sysctl(std::string_view name, std::string_view value) {
  return "sudo sysctl -w " + std::string(name) + "=" + std::string(value);
}

// What lets calls through that a filter above us refuses; empty where there is none.
std::string PastTheFilter(const Settings& settings) {
  switch (settings.container) {
    case Container::kDocker:
      return "docker run " + std::string(kProfile) + " --security-opt apparmor=unconfined";
    case Container::kPodman:
      return "podman run " + std::string(kProfile);
    case Container::kCodespaces:
      return "\"runArgs\": [\"--privileged\"] in devcontainer.json";
    case Container::kOther:
      return "start the container with the filter tools/container/seccomp.json";
    case Container::kNone:
      break;
  }
  return settings.filtered ? "start bulkhead outside of the seccomp filter that it inherited" : "";
}

std::string_view LimitOf(std::string_view layer, const Settings& settings) {
  for (const auto& [name, sysctl] : kLimits) {
    if (Is(settings, std::string(sysctl).c_str(), 0)) {
      return sysctl;
    }
  }
  for (const auto& [name, sysctl] : kLimits) {
    if (name == layer) {
      return sysctl;
    }
  }
  return {};
}

std::string ForNamespace(std::string_view layer, int error, const Settings& settings) {
  // user_namespaces(7): ENOSPC is a limit, of this namespace or of one above it.
  if (error == ENOSPC || error == EUSERS) {
    return Sysctl(LimitOf(layer, settings), kPlenty);
  }
  const bool refused = error == EPERM || error == EACCES;
  if (refused && settings.container == Container::kNone) {
    if (Is(settings, "kernel.apparmor_restrict_unprivileged_userns", 1)) {
      return Sysctl("kernel.apparmor_restrict_unprivileged_userns", "0");
    }
    if (Is(settings, "kernel.unprivileged_userns_clone", 0)) {
      return Sysctl("kernel.unprivileged_userns_clone", "1");
    }
  }
  if (const std::string past = PastTheFilter(settings); !past.empty()) {
    return past;
  }
  if (error == EINVAL || error == ENOSYS) {
    return "a kernel with CONFIG_USER_NS and CONFIG_NAMESPACES";
  }
  return "start bulkhead outside of the chroot or the security module that refuses this";
}

std::string ForLandlock(int error, const Settings& settings) {
  if (error == EOPNOTSUPP) {
    return "boot with landlock first in the kernel's lsm= list (cat /sys/kernel/security/lsm shows it)";
  }
  const std::string past = PastTheFilter(settings);
  return !past.empty() ? past : "Linux 5.13 or later with CONFIG_SECURITY_LANDLOCK";
}

std::string ForSeccomp(const Settings& settings) {
  const std::string past = PastTheFilter(settings);
  return !past.empty() ? past : "a kernel with CONFIG_SECCOMP_FILTER";
}

}  // namespace

int ErrnoOf(std::string_view state) {
  constexpr std::string_view kBefore = "(errno ";
  const size_t at = state.rfind(kBefore);
  int error = 0;
  if (at != state.npos) {
    std::from_chars(state.data() + at + kBefore.size(), state.data() + state.size(), error);
  }
  return error;
}

bool WaitsForAnother(std::string_view state) {
  return state.ends_with("needs a user namespace") || state.ends_with("needs a mount namespace");
}

std::string RemedyForLayer(std::string_view layer, std::string_view state, const Settings& settings) {
  if (state == kApplied) {
    return {};
  }
  if (state == "not built") {
    return "none: this version does not have the layer";
  }
  if (!settings.proc) {
    return "mount -t proc proc /proc";
  }
  if (WaitsForAnother(state)) {
    return "as for user";
  }
  const int error = ErrnoOf(state);
  for (const auto& [name, sysctl] : kLimits) {
    if (name == layer) {
      return ForNamespace(layer, error, settings);
    }
  }
  if (layer == "landlock") {
    return ForLandlock(error, settings);
  }
  if (layer == "seccomp") {
    return ForSeccomp(settings);
  }
  return PastTheFilter(settings);
}

std::string RemedyForStep(std::string_view step, int error, const Settings& settings) {
  if (step == "spawn" && error != EPERM && error != ENOSYS) {
    return "check that bulkhead-renderer is of this build";
  }
  if (!settings.proc) {
    return "mount -t proc proc /proc";
  }
  if (step == "identity") {
    return "run it as an ordinary user";
  }
  const std::string_view layer = LayerOfStep(step);
  if (layer.empty()) {
    const std::string past = PastTheFilter(settings);
    // pidfds are of 5.3, close_range of 5.9.
    return past.empty() && error == ENOSYS ? "Linux 5.9 or later" : past;
  }
  return RemedyForLayer(layer, "(errno " + std::to_string(error) + ")", settings);
}

}  // namespace bulkhead
