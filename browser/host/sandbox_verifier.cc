#include "browser/host/sandbox_verifier.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "browser/host/own_decisions.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

Result<std::string> ReadAt(int directory, const std::string& path) {
  const UniqueFd fd(::openat(directory, path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    return ErrnoError();
  }
  // About 1.5 KiB; more only where there are thousands of memory nodes. The kernel gives it in one read.
  std::array<char, 8192> buffer;
  const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
  if (got < 0) {
    return ErrnoError();
  }
  return std::string(buffer.data(), static_cast<size_t>(got));
}

}  // namespace

Result<SandboxSight> ReadSandbox(int pid) {
  const std::string path = "/proc/" + std::to_string(pid);
  Result<std::string> process = ReadAt(AT_FDCWD, path + "/status");
  if (!process) {
    return process.error();
  }
  SandboxSight sight;
  sight.process = std::move(*process);
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks(::opendir((path + "/task").c_str()), &::closedir);
  if (!tasks) {
    return ErrnoError();
  }
  while (const dirent* entry = ::readdir(tasks.get())) {
    if (entry->d_name[0] == '.') {
      continue;
    }
    Result<std::string> thread = ReadAt(::dirfd(tasks.get()), std::string(entry->d_name) + "/status");
    if (thread) {
      sight.threads.push_back(std::move(*thread));
    } else if (thread.error().value() != ENOENT && thread.error().value() != ESRCH) {
      return thread.error();
    }  // else a thread that has just ended: one fewer
  }
  return sight;
}

SandboxVerifier::SandboxVerifier(SandboxMode mode, const BrowserLog& log, Reader read)
    : mode_(mode), log_(log), read_(std::move(read)) {}

SandboxVerifier::Verdict SandboxVerifier::Verify(int pid, uint32_t threads, const LayerStates& missing, bool last) {
  const Result<SandboxSight> sight = read_(pid);
  if (!sight) {
    // A process that has just ended looks like one that is hidden.
    if (!last && !warned_) {
      return {Verdict::Kind::kUnsettled, {}};
    }
    const std::string what = "the browser cannot look at its renderers under /proc";
    if (mode_ == SandboxMode::kStrict) {
      return {Verdict::Kind::kFailed, NotVerifiedDeath(what, {}, sight.error().value())};
    }
    if (!std::exchange(warned_, true)) {
      log_.Warn(what + " (" + sight.error().message() + "): their sandbox is not verified");
    }
    return {};
  }
  const SandboxFinding finding = CheckSandbox(SandboxClaims::Of(WithoutMissing(layers_, missing)), threads, *sight);
  switch (finding.kind) {
    case SandboxFinding::Kind::kAsClaimed:
      return {};
    case SandboxFinding::Kind::kFewerThreads:
      if (!last) {
        return {Verdict::Kind::kUnsettled, {}};
      }
      break;
    case SandboxFinding::Kind::kMismatch:
      break;
  }
  return {Verdict::Kind::kFailed, NotVerifiedDeath(finding.what, finding.thread, 0)};
}

}  // namespace bulkhead
