#include "browser/doctor/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>

#include "ipc/os/unique_fd.h"

namespace bulkhead {

std::optional<std::string> ReadSmallFile(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) {
    return std::nullopt;
  }
  constexpr size_t kMostBytes = 64 * 1024;
  std::string text;
  char bytes[4096];
  for (ssize_t got; text.size() < kMostBytes && (got = ::read(fd.get(), bytes, sizeof bytes)) > 0;) {
    text.append(bytes, static_cast<size_t>(got));
  }
  return text;
}

std::optional<uint64_t> ReadNumber(const std::filesystem::path& file) {
  const auto text = ReadSmallFile(file);
  uint64_t number = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc()) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::string> LineAfter(std::string_view text, std::string_view prefix) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with(prefix)) {
      return std::string(line.substr(prefix.size()));
    }
    text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  }
  return std::nullopt;
}

}  // namespace bulkhead
