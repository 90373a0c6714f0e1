// What is there to be reached by an attempt: servers, shared memory, secrets, all of this process. Gone with the object, the
// one name in a file system included.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_PLANTS_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_PLANTS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "browser/host/user_error.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class ProbePlants {
 public:
  // Null with *error where not even a server on 127.0.0.1 can be had. Sets a variable in the environment.
  static std::unique_ptr<ProbePlants> Create(UserError* error);
  ~ProbePlants();
  ProbePlants(const ProbePlants&) = delete;
  ProbePlants& operator=(const ProbePlants&) = delete;

  const std::string& sibling_secret() const { return sibling_secret_; }
  // As the attempt's page reads it: "browser=12&tcp=34...". `sibling`: pid of the planted tab.
  std::string Query(int sibling) const;

 private:
  ProbePlants() = default;
  std::optional<UserError> PlantServers();
  void PlantPath();
  void PlantSharedMemory();

  std::string browser_secret_;
  std::string sibling_secret_;
  UniqueFd tcp_, udp_, abstract_, path_;
  uint16_t tcp_port_ = 0;
  uint16_t udp_port_ = 0;
  std::string abstract_name_;
  std::filesystem::path directory_;  // of the socket with a path; empty: none
  int shared_memory_ = -1;
  void* attached_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_PLANTS_H_
