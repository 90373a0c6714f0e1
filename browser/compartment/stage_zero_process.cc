#include "browser/compartment/stage_zero_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace bulkhead {
namespace {

// Above every number that the child's file actions write to.
constexpr int kSafeNumber = 10;

// The zone's name as ICU wants it. TZ where the user has set it, else where /etc/localtime points.
std::string TimeZone() {
  if (const char* zone = std::getenv("TZ"); zone != nullptr && *zone != '\0' && *zone != ':' && *zone != '/') {
    return zone;
  }
  char target[PATH_MAX];
  const ssize_t length = ::readlink("/etc/localtime", target, sizeof(target));
  constexpr std::string_view kZones = "/zoneinfo/";
  const std::string_view path(target, length > 0 ? static_cast<size_t>(length) : 0);
  const size_t at = path.find(kZones);
  return at == path.npos ? "UTC" : std::string(path.substr(at + kZones.size()));
}

struct FileActions {
  posix_spawn_file_actions_t value;
  FileActions() { ::posix_spawn_file_actions_init(&value); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&value); }
};

struct Attributes {
  posix_spawnattr_t value;
  Attributes() { ::posix_spawnattr_init(&value); }
  ~Attributes() { ::posix_spawnattr_destroy(&value); }
};

}  // namespace

Result<pid_t> SpawnStageZero(const std::string& program, UniqueFd init_socket, UniqueFd zygote_socket) {
  const UniqueFd init(::fcntl(init_socket.get(), F_DUPFD_CLOEXEC, kSafeNumber));
  const UniqueFd zygote(::fcntl(zygote_socket.get(), F_DUPFD_CLOEXEC, kSafeNumber));
  if (!init.valid() || !zygote.valid()) {
    // fcntl(2) says EINVAL where the least number asked for is above the limit itself.
    return ErrnoError(errno == EINVAL ? EMFILE : errno);
  }
  FileActions actions;
  ::posix_spawn_file_actions_adddup2(&actions.value, init.get(), 3);
  ::posix_spawn_file_actions_adddup2(&actions.value, zygote.get(), 4);

  Attributes attributes;
  sigset_t signals;
  sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes.value, &signals);
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes.value, &signals);
  ::posix_spawnattr_setflags(&attributes.value, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

  std::string name = "bulkhead-renderer";
  char* arguments[] = {name.data(), nullptr};
  // What JavaScriptCore reads at its start, and nothing of the user's environment. And the linker resolves every symbol now:
  // else each renderer does it again for those that init never called, in the symbol tables of fourteen libraries.
  std::vector<std::string> settings = {"LD_BIND_NOW=1",
                                       "JSC_useJIT=0",
                                       "JSC_useConcurrentGC=0",
                                       "JSC_numberOfGCMarkers=1",
                                       "JSC_usePollingTraps=1",
                                       "JSC_useWasm=0",
                                       "LC_ALL=C.UTF-8",
                                       "TZ=" + TimeZone()};
  std::vector<char*> environment;
  for (std::string& setting : settings) {
    environment.push_back(setting.data());
  }
  environment.push_back(nullptr);

  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions.value, &attributes.value, arguments, environment.data());
  if (error != 0) {
    return ErrnoError(error);
  }
  return pid;
}

}  // namespace bulkhead
