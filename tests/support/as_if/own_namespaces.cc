#include "tests/support/as_if/own_namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

bool Because(const char* what, std::string* error) {
  *error = std::string(what) + ": " + std::strerror(errno);
  return false;
}

bool Write(const std::string& path, const std::string& text) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// From outside: every id of the first 65536 as itself, so that root in there is a root that can become somebody else.
bool MapAll(pid_t pid) {
  const std::string of = "/proc/" + std::to_string(pid);
  return Write(of + "/uid_map", "0 0 65536") && Write(of + "/gid_map", "0 0 65536");
}

// From inside: this user as itself, and nobody else.
bool MapSelf(uid_t uid, gid_t gid) {
  return Write("/proc/self/setgroups", "deny") &&
         Write("/proc/self/uid_map", std::to_string(uid) + " " + std::to_string(uid) + " 1") &&
         Write("/proc/self/gid_map", std::to_string(gid) + " " + std::to_string(gid) + " 1");
}

// A user namespace in which this process is whom it was.
bool EnterUserNamespace(std::string* error) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (uid != 0) {
    return (::unshare(CLONE_NEWUSER) == 0 && MapSelf(uid, gid)) || Because("a user namespace", error);
  }
  // Maps of more than oneself are written by somebody who stayed outside.
  int ready[2];
  if (::pipe2(ready, O_CLOEXEC) != 0) {
    return Because("pipe", error);
  }
  const pid_t self = ::getpid();
  const pid_t helper = ::fork();
  if (helper == 0) {
    ::close(ready[1]);
    char byte = 0;
    ::_exit(::read(ready[0], &byte, 1) == 1 && MapAll(self) ? 0 : 1);
  }
  ::close(ready[0]);
  const bool entered = helper > 0 && ::unshare(CLONE_NEWUSER) == 0 && ::write(ready[1], "x", 1) == 1;
  ::close(ready[1]);
  int status = 1;
  if (helper > 0) {
    ::waitpid(helper, &status, 0);
  }
  return (entered && status == 0) || Because("a user namespace", error);
}

}  // namespace

bool ForbidUserNamespaces(std::string* error) {
  // The file means the namespace of who opens it (user_namespaces(7)).
  return EnterUserNamespace(error) &&
         (Write("/proc/sys/user/max_user_namespaces", "0") || Because("max_user_namespaces", error));
}

bool HideProc(std::string* error) {
  if (::geteuid() != 0 && !EnterUserNamespace(error)) {
    return false;
  }
  const bool hidden = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                      ::mount("as_if", "/proc", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, nullptr) == 0;
  return hidden || Because("an empty /proc", error);
}

}  // namespace bulkhead
