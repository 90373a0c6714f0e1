#include "browser/doctor/cgroup_facts.h"

#include <unistd.h>

#include <string>
#include <string_view>

#include "browser/doctor/small_file.h"

namespace bulkhead {
namespace {

namespace fs = std::filesystem;

bool HasWord(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const size_t end = list.find_first_of(", \n");
    if (list.substr(0, end) == word) {
      return true;
    }
    list.remove_prefix(end == list.npos ? list.size() : end + 1);
  }
  return false;
}

// cgroup(7), version 1: a line "N:controller,controller:/path" for each hierarchy.
CgroupFacts ReadVersionOne(const fs::path& root, std::string_view groups, std::optional<uint64_t>* pids) {
  CgroupFacts facts;
  while (!groups.empty()) {
    const std::string_view line = groups.substr(0, groups.find('\n'));
    groups.remove_prefix(line.size() == groups.size() ? line.size() : line.size() + 1);
    const size_t names = line.find(':');
    const size_t path = names == line.npos ? line.npos : line.find(':', names + 1);
    if (path == line.npos || path == names + 1) {
      continue;
    }
    const std::string_view controllers = line.substr(names + 1, path - names - 1);
    if (controllers.starts_with("name=")) {
      continue;  // a hierarchy without controllers
    }
    facts.version = 1;
    for (const auto& [name, there] : {std::pair("memory", &facts.memory), {"pids", &facts.pids}, {"cpu", &facts.cpu}}) {
      *there = *there || HasWord(controllers, name);
    }
    const std::string group(line.substr(path + 1));
    if (HasWord(controllers, "memory")) {
      facts.path = group;
    }
    if (HasWord(controllers, "pids")) {
      *pids = ReadNumber(fs::path(root.string() + "/sys/fs/cgroup/pids" + group) / "pids.max");
    }
  }
  return facts;
}

}  // namespace

CgroupFacts ReadCgroup(const fs::path& root, std::optional<uint64_t>* pids) {
  const std::string groups = ReadSmallFile(root / "proc/self/cgroup").value_or("");
  const CgroupFacts older = ReadVersionOne(root, groups, pids);
  const auto path = LineAfter(groups, "0::");
  const fs::path group(root.string() + "/sys/fs/cgroup" + path.value_or(""));
  const auto controllers = ReadSmallFile(group / "cgroup.controllers");
  // Beside version 1 a version 2 hierarchy has no controllers.
  if (older.version == 1 || !path || !controllers) {
    return older;
  }
  *pids = ReadNumber(group / "pids.max");
  return {2,
          *path,
          // A group of its own is a directory in it, into which processes of this group are moved.
          ::access(group.c_str(), W_OK) == 0 && ::access((group / "cgroup.procs").c_str(), W_OK) == 0,
          HasWord(*controllers, "memory"),
          HasWord(*controllers, "pids"),
          HasWord(*controllers, "cpu")};
}

}  // namespace bulkhead
