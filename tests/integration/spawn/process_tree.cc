#include "tests/integration/spawn/process_tree.h"

#include <dirent.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

std::vector<ProcessInfo> AllProcesses() {
  std::vector<ProcessInfo> all;
  DIR* proc = ::opendir("/proc");
  while (const dirent* entry = proc != nullptr ? ::readdir(proc) : nullptr) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) {
      continue;
    }
    std::ifstream file("/proc/" + std::string(entry->d_name) + "/stat");
    std::string line;
    if (!std::getline(file, line)) {
      continue;
    }
    const size_t open = line.find('(');
    const size_t close = line.rfind(')');
    ProcessInfo info;
    info.pid = pid;
    info.name = line.substr(open + 1, close - open - 1);
    std::istringstream rest(line.substr(close + 2));
    rest >> info.state >> info.parent;
    all.push_back(info);
  }
  if (proc != nullptr) {
    ::closedir(proc);
  }
  return all;
}

}  // namespace

std::vector<ProcessInfo> Descendants(pid_t root) {
  const std::vector<ProcessInfo> all = AllProcesses();
  std::set<pid_t> family = {root};
  std::vector<ProcessInfo> found;
  for (bool grew = true; grew;) {
    grew = false;
    for (const ProcessInfo& info : all) {
      if (family.count(info.parent) != 0 && family.insert(info.pid).second) {
        found.push_back(info);
        grew = true;
      }
    }
  }
  return found;
}

pid_t FindDescendant(const std::string& name) {
  for (const ProcessInfo& info : Descendants(::getpid())) {
    if (info.name == name && info.state != 'Z') {
      return info.pid;
    }
  }
  return 0;
}

std::string StatusField(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(name + ":\t", 0) == 0) {
      return line.substr(name.size() + 2);
    }
  }
  return {};
}

pid_t InnermostPid(pid_t pid) {
  const std::string pids = StatusField(pid, "NSpid");
  return pids.empty() ? 0 : std::atoi(pids.substr(pids.rfind('\t') + 1).c_str());
}

std::map<int, std::string> DescriptorsOf(pid_t pid) {
  std::map<int, std::string> found;
  const std::string path = "/proc/" + std::to_string(pid) + "/fd";
  DIR* directory = ::opendir(path.c_str());
  while (const dirent* entry = directory != nullptr ? ::readdir(directory) : nullptr) {
    if (entry->d_name[0] == '.') {
      continue;
    }
    char target[512];
    const ssize_t length = ::readlink((path + "/" + entry->d_name).c_str(), target, sizeof(target));
    found[std::atoi(entry->d_name)] = std::string(target, length > 0 ? static_cast<size_t>(length) : 0);
  }
  if (directory != nullptr) {
    ::closedir(directory);
  }
  return found;
}

Subreaper::Subreaper() {
  BULKHEAD_CHECK(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
}

Subreaper::~Subreaper() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace bulkhead
