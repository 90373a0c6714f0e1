// Runs a crash in a forked child with an installed crash area, and keeps what it left.
#ifndef BULKHEAD_TESTS_UNIT_CRASH_CRASH_CHILD_H_
#define BULKHEAD_TESTS_UNIT_CRASH_CRASH_CHILD_H_

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "ipc/crash_area.h"
#include "ipc/os/check.h"
#include "ipc/os/memfd.h"
#include "renderer/crash/crash_handler.h"

namespace bulkhead {

class CrashChild {
 public:
  // `body` runs in the child as its main thread, registered as "main"; returning from it is exit 0.
  explicit CrashChild(const std::function<void(CrashArea&)>& body) {
    Result<UniqueFd> memory = CreateSharedMemory("crash", kCrashAreaBytes);
    BULKHEAD_CHECK(memory);
    mapping_ = *SharedMapping::Create(memory->get(), kCrashAreaBytes);
    pid_ = ::fork();
    BULKHEAD_CHECK(pid_ >= 0);
    if (pid_ == 0) {
      const rlimit no_core{0, 0};
      ::setrlimit(RLIMIT_CORE, &no_core);
      InstallCrashHandlers(&area());
      RegisterCrashThread("main");
      body(area());
      ::_exit(0);
    }
  }
  ~CrashChild() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      Wait();
    }
  }
  CrashChild(const CrashChild&) = delete;
  CrashChild& operator=(const CrashChild&) = delete;

  // The wait status.
  int Wait() {
    int status = 0;
    BULKHEAD_CHECK(::waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return status;
  }
  pid_t pid() const { return pid_; }
  CrashArea& area() { return *reinterpret_cast<CrashArea*>(mapping_.bytes().data()); }

 private:
  SharedMapping mapping_;
  pid_t pid_ = -1;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_CRASH_CRASH_CHILD_H_
