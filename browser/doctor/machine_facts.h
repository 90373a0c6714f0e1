// What this machine says of itself: kernel, user, limits, cgroup, fonts, and the settings that explain why a layer of the
// sandbox is refused. Facts explain and choose the remedy; whether a layer works is tried (sandbox_trial.h), never read here.
#ifndef BULKHEAD_BROWSER_DOCTOR_MACHINE_FACTS_H_
#define BULKHEAD_BROWSER_DOCTOR_MACHINE_FACTS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bulkhead {

struct KernelFacts {
  std::string release;  // "6.1.0-18-amd64"
  std::string machine;  // "x86_64"
  std::string system;   // PRETTY_NAME of os-release; empty if unknown
};

struct UserFacts {
  uint32_t uid = 0;
  uint32_t gid = 0;
  std::string name;                 // empty if it has none
  uint32_t renderer_uid = 0;        // whom renderers run as
};

struct Limit {
  std::optional<uint64_t> soft, hard;  // nullopt: unlimited
};

struct LimitFacts {
  Limit descriptors;
  Limit processes;
  Limit stack_bytes;
  std::optional<uint64_t> pids;  // of this cgroup; nullopt: unlimited or unknown
};

struct CgroupFacts {
  int version = 0;  // 2, 1, or 0: none
  std::string path;
  bool writable = false;  // by this user: limits could be set by the kernel instead of sampled
  bool memory = false;
  bool pids = false;
  bool cpu = false;
};

struct FontFact {
  std::string file;
  bool found = false;
};

enum class Container { kNone, kDocker, kPodman, kCodespaces, kOther };

struct Settings {
  bool proc = true;                // /proc is there
  bool filtered = false;           // this process was started under a seccomp filter
  Container container = Container::kNone;
  bool wsl = false;
  bool ubuntu = false;             // 23.10 or later
  std::map<std::string, uint64_t> sysctl;  // "user.max_user_namespaces" → 0; those that are there
};

struct MachineFacts {
  KernelFacts kernel;
  UserFacts user;
  LimitFacts limits;
  CgroupFacts cgroup;
  std::vector<FontFact> fonts;
  Settings settings;
};

// `root`: where files are looked for, "/" but for tests. `environment` is getenv, or a test's.
MachineFacts ReadMachineFacts(const std::filesystem::path& root,
                              const std::function<const char*(const char*)>& environment);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_MACHINE_FACTS_H_
