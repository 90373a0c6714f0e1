#include "browser/cli/reports/report_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "ipc/os/write_all.h"

namespace bulkhead {
namespace {

constexpr std::string_view kEnding = ".json";
constexpr std::string_view kUnfinished = ".unfinished-";
// A report is written at once; what was last written to so long ago has lost its writer. Not judged by the number of the
// process in its name: several containers, each with numbers of its own, can share a home.
constexpr time_t kLongestWriteSeconds = 3600;
// A report of eight full stacks of long names is 300 KiB.
constexpr off_t kLargestReport = 4 * 1024 * 1024;

struct CloseDirectory {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

// errno right after a call that failed.
std::string Why() {
  return std::generic_category().message(errno);
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

std::string_view IdOf(std::string_view name) {
  return name.substr(0, name.find('.'));
}

}  // namespace

std::optional<UserError> ReportStore::Make() const {
  std::error_code error;
  std::filesystem::create_directories(directory_.parent_path(), error);
  if (error || (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST)) {
    return UserError{"cannot keep reports", directory_.string(), error ? error.message() : Why(),
                     "set XDG_STATE_HOME to where they can be kept"};
  }
  return std::nullopt;
}

UniqueFd ReportStore::Open(UserError* error) const {
  UniqueFd directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat facts {};
  const std::string remedy = "set XDG_STATE_HOME to a directory of your own";
  if (!directory.valid() || ::fstat(directory.get(), &facts) != 0) {
    *error = {"cannot open reports", directory_.string(), errno == ELOOP || errno == ENOTDIR ? "is no directory" : Why(), remedy};
    return UniqueFd();
  }
  if (facts.st_uid != ::geteuid()) {
    *error = {"cannot open reports", directory_.string(), "belongs to another user", remedy};
    return UniqueFd();
  }
  // Addresses and words of pages are nobody else's business.
  if ((facts.st_mode & 077) != 0 && ::fchmod(directory.get(), 0700) != 0) {
    *error = {"cannot open reports", directory_.string(), "others may look into it: " + Why(), remedy};
    return UniqueFd();
  }
  return directory;
}

std::optional<UserError> ReportStore::Keep(std::string_view id, std::string_view kind, std::string_view text) const {
  if (std::optional<UserError> failed = Make()) {
    return failed;
  }
  UserError error;
  const UniqueFd directory = Open(&error);
  if (!directory.valid()) {
    return error;
  }
  const std::string name = std::string(id) + "." + std::string(kind) + std::string(kEnding);
  const std::string unfinished = std::string(kUnfinished) + std::string(id);
  const auto failed = [&](const ErrorCode& error) {
    ::unlinkat(directory.get(), unfinished.c_str(), 0);
    return UserError{"cannot keep a report", (directory_ / name).string(), error.message(), "the run goes on without it"};
  };
  {
    const UniqueFd file(
        ::openat(directory.get(), unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid()) {
      return failed(ErrnoError());
    }
    if (const Result<void> written = WriteAll(file.get(), text); !written) {
      return failed(written.error());
    }
  }
  if (::renameat(directory.get(), unfinished.c_str(), directory.get(), name.c_str()) != 0) {
    return failed(ErrnoError());
  }
  Prune(directory.get(), kind);
  RemoveLeftOvers(directory.get());
  return std::nullopt;
}

std::vector<std::string> ReportStore::Names(int directory) {
  std::vector<std::string> names = Entries(directory);
  std::erase_if(names, [](const std::string& name) { return !name.ends_with(kEnding) || !IsWord(IdOf(name)); });
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> ReportStore::Entries(int directory) {
  std::vector<std::string> names;
  // A descriptor of its own: the stream closes it, and begins at the beginning.
  UniqueFd own(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, CloseDirectory> stream(own.valid() ? ::fdopendir(own.get()) : nullptr);
  if (stream == nullptr) {
    return names;
  }
  static_cast<void>(own.Release());
  while (const dirent* entry = ::readdir(stream.get())) {
    names.emplace_back(entry->d_name);
  }
  return names;
}

void ReportStore::RemoveLeftOvers(int directory) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  for (const std::string& name : Entries(directory)) {
    struct stat facts {};
    const bool ours = name.starts_with(kUnfinished) && IsWord(std::string_view(name).substr(kUnfinished.size()));
    if (ours && ::fstatat(directory, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(facts.st_mode) && now.tv_sec - facts.st_mtim.tv_sec > kLongestWriteSeconds) {
      ::unlinkat(directory, name.c_str(), 0);
    }
  }
}

void ReportStore::Prune(int directory, std::string_view kind) {
  std::vector<std::string> names = Names(directory);
  const std::string ending = "." + std::string(kind) + std::string(kEnding);
  std::erase_if(names, [&](const std::string& name) { return !name.ends_with(ending); });
  for (size_t i = 0; i + kKeptOfAKind < names.size(); ++i) {
    ::unlinkat(directory, names[i].c_str(), 0);
  }
}

std::vector<std::string> ReportStore::List(UserError* error) const {
  std::vector<std::string> ids;
  std::error_code ignored;
  if (std::filesystem::symlink_status(directory_, ignored).type() == std::filesystem::file_type::not_found) {
    return ids;
  }
  if (const UniqueFd directory = Open(error); directory.valid()) {
    for (const std::string& name : Names(directory.get())) {
      ids.emplace_back(IdOf(name));
    }
  }
  return ids;
}

std::optional<std::string> ReportStore::Read(std::string_view id, UserError* error) const {
  *error = {"no such report", std::string(id), "none of that id in " + directory_.string(), "'bulkhead reports' lists them"};
  std::error_code ignored;
  if (!IsWord(id) ||
      std::filesystem::symlink_status(directory_, ignored).type() == std::filesystem::file_type::not_found) {
    return std::nullopt;
  }
  const UniqueFd directory = Open(error);
  if (!directory.valid()) {
    return std::nullopt;
  }
  const std::vector<std::string> names = Names(directory.get());
  const auto name = std::ranges::find(names, id, [](const std::string& each) { return IdOf(each); });
  if (name == names.end()) {
    return std::nullopt;
  }
  const UniqueFd file(::openat(directory.get(), name->c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  if (!file.valid() || ::fstat(file.get(), &facts) != 0) {
    *error = {"cannot read a report", (directory_ / *name).string(), Why(), ""};
    return std::nullopt;
  }
  if (!S_ISREG(facts.st_mode) || facts.st_size > kLargestReport) {
    *error = {"cannot read a report", (directory_ / *name).string(), "is none of ours", "remove it"};
    return std::nullopt;
  }
  std::string text(static_cast<size_t>(facts.st_size), '\0');
  const ssize_t got = ::pread(file.get(), text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(0, got)));
  return text;
}

}  // namespace bulkhead
