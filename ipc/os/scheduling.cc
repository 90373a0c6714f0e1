#include "ipc/os/scheduling.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace bulkhead {
namespace {

// The first version of the kernel's struct sched_attr (sched_setattr(2)); glibc has none.
struct SchedAttributes {
  uint32_t size = sizeof(SchedAttributes);
  uint32_t policy = 0;  // SCHED_OTHER
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;  // for SCHED_OTHER since Linux 6.12: the slice, in ns
  uint64_t deadline = 0;
  uint64_t period = 0;
};

}  // namespace

void AskForShortSlice() {
  SchedAttributes attributes;
  attributes.nice = ::getpriority(PRIO_PROCESS, 0);
  attributes.runtime = 100'000;  // the shortest that the kernel takes
  static_cast<void>(::syscall(SYS_sched_setattr, 0, &attributes, 0));
}

}  // namespace bulkhead
