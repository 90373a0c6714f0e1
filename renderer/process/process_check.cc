#include "renderer/process/process_check.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdlib>

#include "renderer/process/proc_files.h"

namespace bulkhead {

std::string FindWritableCode(std::string_view maps) {
  while (!maps.empty()) {
    const size_t end = maps.find('\n');
    const std::string_view line = maps.substr(0, end);
    const size_t mode = line.find(' ');
    if (mode != line.npos && line.size() > mode + 3 && line[mode + 2] == 'w' && line[mode + 3] == 'x') {
      return std::string(line);
    }
    maps.remove_prefix(end == maps.npos ? maps.size() : end + 1);
  }
  return {};
}

Result<ProcessCheck> CheckProcess(int last_socket, int own) {
  ProcessCheck check;
  Result<std::vector<int>> threads = ListNumbers("/proc/self/task");
  if (!threads) {
    return threads.error();
  }
  check.threads = static_cast<int>(threads->size());
  Result<std::string> maps = ReadProcFile("/proc/self/maps");
  if (!maps) {
    return maps.error();
  }
  check.writable_code = FindWritableCode(*maps);
  Result<std::string> pages = ReadProcFile("/proc/self/statm");
  if (!pages) {
    return pages.error();
  }
  check.mapped_bytes = std::strtoull(pages->c_str(), nullptr, 10) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  Result<std::vector<int>> descriptors = ListNumbers("/proc/self/fd");
  if (!descriptors) {
    return descriptors.error();
  }
  for (const int fd : *descriptors) {
    if (fd <= last_socket || fd == own) {
      continue;
    }
    struct stat status{};
    char buffer[256];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), buffer, sizeof(buffer));
    const std::string target(buffer, length > 0 ? static_cast<size_t>(length) : 0);
    // JavaScriptCore keeps open: its own statm, /dev/urandom (1:9), and the eventfd of its main thread's GLib loop.
    if (::fstat(fd, &status) == 0 &&
        (S_ISREG(status.st_mode) || (S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 9)) ||
         target == "anon_inode:[eventfd]")) {
      check.kept.push_back(fd);
      continue;
    }
    check.forbidden = std::to_string(fd) + " -> " + target;
  }
  return check;
}

}  // namespace bulkhead
