#include "browser/cli/probe/probe_plants.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/random.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "ipc/os/result.h"
#include "ipc/probe_canary.h"

namespace bulkhead {
namespace {

constexpr const char* kVariable = "BULKHEAD_PROBE_SECRET";
constexpr const char* kSocketName = "socket";
// Nobody accepts: each attempt of a whole matrix waits in the queue. The kernel cuts it at net.core.somaxconn.
constexpr int kBacklog = 4096;

std::string RandomText() {
  uint64_t number = 0;
  static_cast<void>(::getrandom(&number, sizeof(number), 0));
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(number));
  return text;
}

// A socket of `type` on a free port of 127.0.0.1.
UniqueFd OnLoopback(int type, uint16_t* port) {
  UniqueFd socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (!socket.valid() || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return {};
  }
  *port = ntohs(address.sin_port);
  return socket;
}

// `name`: of the address, its leading zero included where it is an abstract one.
UniqueFd OnUnix(std::string_view name) {
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!socket.valid() || name.size() >= sizeof(address.sun_path)) {
    return {};
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(socket.get(), kBacklog) != 0) {
    return {};
  }
  return socket;
}

std::string PercentEncoded(std::string_view text) {
  std::string encoded;
  for (const char byte : text) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    char hex[4];
    std::snprintf(hex, sizeof(hex), "%%%02X", static_cast<unsigned char>(byte));
    encoded += plain ? std::string(1, byte) : hex;
  }
  return encoded;
}

}  // namespace

std::unique_ptr<ProbePlants> ProbePlants::Create(UserError* error) {
  std::unique_ptr<ProbePlants> plants(new ProbePlants);
  plants->browser_secret_ = MakeCanary("-browser-" + RandomText());
  plants->sibling_secret_ = MakeCanary("-sibling-" + RandomText());
  ::setenv(kVariable, plants->browser_secret_.c_str(), 1);
  if (const std::optional<UserError> failure = plants->PlantServers()) {
    *error = *failure;
    return nullptr;
  }
  plants->PlantPath();
  plants->PlantSharedMemory();
  return plants;
}

ProbePlants::~ProbePlants() {
  ::unsetenv(kVariable);
  if (attached_ != nullptr) {
    ::shmdt(attached_);
  }
  if (!directory_.empty()) {
    std::error_code ignored;
    std::filesystem::remove(directory_ / kSocketName, ignored);
    std::filesystem::remove(directory_, ignored);
  }
}

std::optional<UserError> ProbePlants::PlantServers() {
  tcp_ = OnLoopback(SOCK_STREAM, &tcp_port_);
  udp_ = OnLoopback(SOCK_DGRAM, &udp_port_);
  abstract_name_ = "bulkhead-probe-" + RandomText();
  abstract_ = OnUnix(std::string(1, '\0') + abstract_name_);
  if (!tcp_.valid() || ::listen(tcp_.get(), kBacklog) != 0 || !udp_.valid() || !abstract_.valid()) {
    return UserError{"cannot probe", "a server on 127.0.0.1", ErrnoError().message(),
                     "the attempts need something to reach: check ulimit -n and that the interface lo is up"};
  }
  return std::nullopt;
}

// Everybody may reach it, as renderers of a root's browser are nobody. Where none can be made, that attempt is not tried.
void ProbePlants::PlantPath() {
  std::error_code error;
  std::string name = std::filesystem::temp_directory_path(error) / "bulkhead-probe-XXXXXX";
  if (error || ::mkdtemp(name.data()) == nullptr) {
    return;
  }
  directory_ = name;
  ::chmod(name.c_str(), 0755);
  path_ = OnUnix((directory_ / kSocketName).string());
  if (path_.valid()) {
    ::chmod((directory_ / kSocketName).c_str(), 0777);
  }
}

void ProbePlants::PlantSharedMemory() {
  const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);
  if (id < 0) {
    return;
  }
  void* const memory = ::shmat(id, nullptr, 0);
  // Removed now, it lives as long as somebody is attached: nothing is left, however this process ends.
  ::shmctl(id, IPC_RMID, nullptr);
  if (memory != reinterpret_cast<void*>(-1)) {
    attached_ = memory;
    shared_memory_ = id;
  }
}

std::string ProbePlants::Query(int sibling) const {
  std::string query = "browser=" + std::to_string(::getpid()) + "&sibling=" + std::to_string(sibling) +
                      "&secret=" + std::to_string(reinterpret_cast<uintptr_t>(browser_secret_.data())) +
                      "&tcp=" + std::to_string(tcp_port_) + "&udp=" + std::to_string(udp_port_) +
                      "&abstract=" + PercentEncoded(abstract_name_);
  if (path_.valid()) {
    query += "&path=" + PercentEncoded((directory_ / kSocketName).string());
  }
  if (shared_memory_ >= 0) {
    query += "&shm=" + std::to_string(shared_memory_);
  }
  return query;
}

}  // namespace bulkhead
