#include "browser/doctor/machine_facts.h"

#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "browser/doctor/cgroup_facts.h"
#include "browser/doctor/small_file.h"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kNobody = 65534;
constexpr std::array<const char*, 6> kFonts = {"DejaVuSans.ttf",          "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf",
                                               "DejaVuSansMono-Bold.ttf", "DejaVuSerif.ttf",     "DejaVuSerif-Bold.ttf"};
// Those that a refusal can come from.
constexpr std::array<const char*, 7> kSysctls = {
    "user/max_user_namespaces", "user/max_pid_namespaces", "user/max_net_namespaces", "user/max_ipc_namespaces",
    "user/max_mnt_namespaces",  "kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns"};

std::string Unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

bool Exists(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

KernelFacts ReadKernel(const fs::path& root) {
  KernelFacts facts;
  utsname name = {};
  if (::uname(&name) == 0) {
    facts.release = name.release;
    facts.machine = name.machine;
  }
  const std::string system = ReadSmallFile(root / "etc/os-release").value_or("");
  facts.system = Unquoted(LineAfter(system, "PRETTY_NAME=").value_or(""));
  return facts;
}

UserFacts ReadUser(const std::function<const char*(const char*)>& environment) {
  UserFacts facts;
  facts.uid = ::geteuid();
  facts.gid = ::getegid();
  if (const passwd* entry = ::getpwuid(facts.uid); entry != nullptr) {
    facts.name = entry->pw_name;
  }
  facts.renderer_uid = facts.uid;
  if (facts.uid == 0) {
    facts.renderer_uid = kNobody;
    const char* behind = environment("SUDO_UID");
    uint32_t uid = 0;
    if (behind != nullptr && environment("SUDO_GID") != nullptr) {
      const std::string_view text(behind);
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), uid);
      if (error == std::errc() && end == text.data() + text.size() && uid != 0) {
        facts.renderer_uid = uid;
      }
    }
  }
  return facts;
}

Limit ReadLimit(__rlimit_resource which) {
  rlimit limit = {};
  if (::getrlimit(which, &limit) != 0) {
    return {};
  }
  const auto number = [](rlim_t value) { return value == RLIM_INFINITY ? std::nullopt : std::optional<uint64_t>(value); };
  return {number(limit.rlim_cur), number(limit.rlim_max)};
}

// The year and month of an Ubuntu release: 2310 for 23.10; 0 elsewhere.
int UbuntuRelease(const std::string& system) {
  if (Unquoted(LineAfter(system, "ID=").value_or("")) != "ubuntu") {
    return 0;
  }
  const std::string version = Unquoted(LineAfter(system, "VERSION_ID=").value_or(""));
  const size_t point = version.find('.');
  return point == version.npos ? 0 : std::atoi(version.c_str()) * 100 + std::atoi(version.c_str() + point + 1);
}

Container FindContainer(const fs::path& root, const std::function<const char*(const char*)>& environment) {
  const char* codespaces = environment("CODESPACES");
  if (codespaces != nullptr && std::string_view(codespaces) == "true") {
    return Container::kCodespaces;
  }
  if (Exists(root / "run/.containerenv")) {
    return Container::kPodman;
  }
  if (Exists(root / ".dockerenv")) {
    return Container::kDocker;
  }
  // systemd's and lxc's own sign.
  const char* container = environment("container");
  return container != nullptr && *container != '\0' ? Container::kOther : Container::kNone;
}

Settings ReadSettings(const fs::path& root, const std::function<const char*(const char*)>& environment) {
  Settings settings;
  settings.proc = Exists(root / "proc/self");
  settings.filtered = ::prctl(PR_GET_SECCOMP) == 2;
  settings.container = FindContainer(root, environment);
  const std::string release = ReadSmallFile(root / "proc/sys/kernel/osrelease").value_or("");
  settings.wsl = release.find("WSL2") != release.npos || release.find("microsoft-standard") != release.npos;
  settings.ubuntu = UbuntuRelease(ReadSmallFile(root / "etc/os-release").value_or("")) >= 2310;
  for (const std::string name : kSysctls) {
    if (const auto value = ReadNumber(root / "proc/sys" / name)) {
      std::string dotted = name;
      dotted[dotted.find('/')] = '.';
      settings.sysctl[dotted] = *value;
    }
  }
  return settings;
}

}  // namespace

MachineFacts ReadMachineFacts(const fs::path& root, const std::function<const char*(const char*)>& environment) {
  MachineFacts facts;
  facts.kernel = ReadKernel(root);
  facts.user = ReadUser(environment);
  facts.limits.descriptors = ReadLimit(RLIMIT_NOFILE);
  facts.limits.processes = ReadLimit(RLIMIT_NPROC);
  facts.limits.stack_bytes = ReadLimit(RLIMIT_STACK);
  facts.cgroup = ReadCgroup(root, &facts.limits.pids);
  for (const char* file : kFonts) {
    facts.fonts.push_back({file, ::access((root / "usr/share/fonts/truetype/dejavu" / file).c_str(), R_OK) == 0});
  }
  facts.settings = ReadSettings(root, environment);
  return facts;
}

}  // namespace bulkhead
