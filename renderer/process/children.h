// The children of this process. Only it reaps them, so that a listed pid stays theirs until then.
#ifndef BULKHEAD_RENDERER_PROCESS_CHILDREN_H_
#define BULKHEAD_RENDERER_PROCESS_CHILDREN_H_

#include <sys/resource.h>
#include <sys/types.h>

#include <optional>
#include <vector>

namespace bulkhead {

// From /proc where there is one; else each pid up to `highest` is asked for (0.2 us each).
std::vector<pid_t> ListChildren(pid_t highest);

// Above every pid: /proc/sys/kernel/pid_max as read at the first call, PID_MAX_LIMIT where it cannot be read.
pid_t MaxPid();

struct ChildEnd {
  pid_t pid = 0;
  int wait_status = 0;  // as wait4(2) gives it
  rusage usage{};
};
// A child that has ended and is not reaped yet; it stays so. nullopt: none.
std::optional<ChildEnd> FindEndedChild();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_CHILDREN_H_
