#include "renderer/process/proc_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "ipc/os/unique_fd.h"

namespace bulkhead {

Result<std::string> ReadProcFile(const char* path) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    return ErrnoError();
  }
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return ErrnoError();
    }
    if (got == 0) {
      return text;
    }
    text.append(buffer, static_cast<size_t>(got));
  }
}

Result<void> WriteProcFile(const char* path, std::string_view text) {
  const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
  if (!file.valid() || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return ErrnoError();
  }
  return {};
}

Result<std::vector<int>> ListNumbers(const char* path) {
  DIR* directory = ::opendir(path);
  if (directory == nullptr) {
    return ErrnoError();
  }
  std::vector<int> numbers;
  while (const dirent* entry = ::readdir(directory)) {
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') {
      const int number = std::atoi(entry->d_name);
      if (number != ::dirfd(directory)) {
        numbers.push_back(number);
      }
    }
  }
  ::closedir(directory);
  return numbers;
}

}  // namespace bulkhead
