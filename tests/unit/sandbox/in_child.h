// Runs what cannot be taken back (a filter, a limit, a domain) in a forked
// child, and brings home what it saw.
#ifndef BULKHEAD_TESTS_UNIT_SANDBOX_IN_CHILD_H_
#define BULKHEAD_TESTS_UNIT_SANDBOX_IN_CHILD_H_

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>
#include <type_traits>

#include "ipc/os/check.h"

namespace bulkhead {

template <class Seen>
struct ChildEnd {
  Seen seen{};
  int status = 0;  // as waitpid(2) gives it
  bool ok() const { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }
};

// `body` fills in a Seen that both processes share; returning from it is exit
// 0.
template <class Seen, class Body>
ChildEnd<Seen> InChild(const Body& body) {
  static_assert(std::is_trivially_copyable_v<Seen>);
  void* memory = ::mmap(nullptr, sizeof(Seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  BULKHEAD_CHECK(memory != MAP_FAILED);
  auto* seen = new (memory) Seen{};
  const pid_t pid = ::fork();
  BULKHEAD_CHECK(pid >= 0);
  if (pid == 0) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    body(*seen);
    ::_exit(0);
  }
  ChildEnd<Seen> end;
  BULKHEAD_CHECK(::waitpid(pid, &end.status, 0) == pid);
  end.seen = *seen;
  ::munmap(memory, sizeof(Seen));
  return end;
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_SANDBOX_IN_CHILD_H_
