#include "browser/host/page_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

constexpr std::string_view kDemoPrefix = "demo:";

std::string WordsOf(int error) {
  return std::error_code(error, std::generic_category()).message();
}

bool IsDemoName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool HasHtmlName(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".html" || extension == ".htm" || extension == ".xhtml";
}

// The name says so, or the first thing in it is markup; never with a NUL byte in front (pictures, archives, programs).
bool LooksLikeHtml(const std::filesystem::path& file, std::string_view head) {
  if (head.find('\0') != std::string_view::npos) {
    return false;
  }
  if (HasHtmlName(file)) {
    return true;
  }
  if (head.starts_with("\xEF\xBB\xBF")) {
    head.remove_prefix(3);
  }
  const size_t first = head.find_first_not_of(" \t\r\n\f");
  return first != std::string_view::npos && head[first] == '<';
}

std::optional<UserError> CheckDocument(const std::string& argument, const std::filesystem::path& file) {
  auto refuse = [&](std::string why, std::string remedy) {
    return UserError{"cannot open page", argument.empty() ? "''" : argument, std::move(why), std::move(remedy)};
  };
  UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd.valid()) {
    switch (errno) {
      case ENOENT:
      case ENOTDIR:
        return refuse("no such file", "check the path, or see 'bulkhead demo --list' for built-in pages");
      case EACCES:
      case EPERM:
        return refuse("not readable by this user", "chmod it, or run as its owner");
      case EMFILE:
      case ENFILE:
        return refuse("no free descriptors", "raise the limit: ulimit -n 1024");
      default:
        return refuse(WordsOf(errno), "give a readable HTML file");
    }
  }
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) {
    return refuse(WordsOf(errno), "give a readable HTML file");
  }
  if (S_ISDIR(status.st_mode)) {
    return refuse("is a directory", "give an HTML file in it");
  }
  if (!S_ISREG(status.st_mode)) {
    return refuse("not a regular file", "give an HTML file");
  }
  if (static_cast<uint64_t>(status.st_size) > kMaxPageBytes) {
    return refuse("too large (" + std::to_string(status.st_size >> 20) + " MiB)",
                  "a page may have " + std::to_string(kMaxPageBytes >> 20) + " MiB");
  }
  std::array<char, 1024> head = {};
  const ssize_t got = ::read(fd.get(), head.data(), head.size());
  if (got < 0) {
    return refuse(WordsOf(errno), "give a readable HTML file");
  }
  if (!LooksLikeHtml(file, std::string_view(head.data(), static_cast<size_t>(got)))) {
    return refuse("not HTML", "give a page (.html, .htm)");
  }
  return std::nullopt;
}

}  // namespace

std::optional<PageSource> FindPage(const std::string& argument,
                                   const std::filesystem::path& demo_directory,
                                   UserError* error) {
  PageSource page;
  page.label = argument;
  if (argument.starts_with(kDemoPrefix)) {
    const std::string name = argument.substr(kDemoPrefix.size());
    page.file = demo_directory / (name + ".html");
    page.site = argument;
    std::error_code ignored;
    if (!IsDemoName(name) || demo_directory.empty() || !std::filesystem::exists(page.file, ignored)) {
      *error = {"cannot open page", argument, "no such demo", "'bulkhead demo --list' shows them"};
      return std::nullopt;
    }
  } else {
    page.file = argument;
  }
  if (std::optional<UserError> refused = CheckDocument(argument, page.file)) {
    *error = *std::move(refused);
    return std::nullopt;
  }
  std::error_code failed;
  // The real place: resources are looked for beneath it, and two names of one directory are one site.
  std::filesystem::path real = std::filesystem::canonical(page.file, failed);
  if (failed) {
    *error = {"cannot open page", argument, failed.message(), "check the path"};
    return std::nullopt;
  }
  page.file = std::move(real);
  page.directory = page.file.parent_path();
  if (page.site.empty()) {
    page.site = page.directory.string();
  }
  return page;
}

}  // namespace bulkhead
