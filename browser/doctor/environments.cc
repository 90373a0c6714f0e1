#include "browser/doctor/environments.h"

namespace bulkhead {
namespace {

enum Row { kLinux, kRoot, kUbuntu, kDocker, kOurDocker, kCodespaces, kWsl, kPodman, kOurPodman };

// Docker's default filter answers clone3 with ENOSYS and refuses user namespaces (profiles/seccomp/default.json of Moby);
// its AppArmor profile refuses mount. Podman's default filter lets both pass and refuses sethostname. Ubuntu's AppArmor
// takes every capability in a user namespace away. WSL2's kernels have Landlock from 5.15.57 on.
constexpr Environment kEnvironments[] = {
    {"Linux", "yes", "yes", "", "tests"},
    {"Linux as root", "yes", "yes", "", "tests"},
    {"Ubuntu 23.10 or later", "no", "yes", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", "simulated"},
    {"Docker, its default profile", "no", "yes",
     "docker run --security-opt seccomp=tools/container/seccomp.json --security-opt apparmor=unconfined",
     "Docker 20.10"},
    {"Docker, our profile", "yes", "yes", "", "Docker 20.10"},
    {"GitHub Codespaces", "no", "yes", "\"runArgs\": [\"--privileged\"] in devcontainer.json", "not tried"},
    {"WSL2", "yes", "yes", "", "not tried"},
    {"Podman, its default profile", "no", "yes", "podman run --security-opt seccomp=tools/container/seccomp.json",
     "Podman 4.3, as root"},
    {"Podman, our profile", "yes", "yes", "", "Podman 4.3, as root"},
};

}  // namespace

std::span<const Environment> Environments() {
  return kEnvironments;
}

const Environment& FindEnvironment(const MachineFacts& machine, GivenHere given) {
  switch (machine.settings.container) {
    case Container::kCodespaces:
      return kEnvironments[kCodespaces];
    case Container::kPodman:
      return kEnvironments[given.strict ? kOurPodman : kPodman];
    case Container::kDocker:
      return kEnvironments[given.namespaces ? kOurDocker : kDocker];
    case Container::kOther:
    case Container::kNone:
      break;
  }
  if (machine.settings.wsl) {
    return kEnvironments[kWsl];
  }
  if (machine.settings.ubuntu) {
    return kEnvironments[kUbuntu];
  }
  return kEnvironments[machine.user.uid == 0 ? kRoot : kLinux];
}

std::string EnvironmentsAsMarkdown() {
  std::string text = "| where | strict | best-effort | what helps | known from |\n|---|---|---|---|---|\n";
  for (const Environment& row : kEnvironments) {
    const std::string line = row.line;
    text += std::string("| ") + row.name + " | " + row.strict + " | " + row.best_effort + " | " +
            (line.empty() ? "–" : "`" + line + "`") + " | " + row.tried + " |\n";
  }
  return text;
}

}  // namespace bulkhead
