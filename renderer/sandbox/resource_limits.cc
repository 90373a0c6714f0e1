#include "renderer/sandbox/resource_limits.h"

#include <sys/resource.h>

#include <algorithm>

namespace bulkhead {
namespace {

constexpr ResourceLimit kLimits[] = {
    {RLIMIT_NOFILE, "RLIMIT_NOFILE", 64},  // two sockets, a log, an epoll, event and timer each a thread: about 25
    {RLIMIT_FSIZE, "RLIMIT_FSIZE", 0},     // what it writes to are pipes, sockets and mappings
    {RLIMIT_CORE, "RLIMIT_CORE", 0},       // a dump would delay its death by seconds
    {RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK", 0},
    {RLIMIT_MSGQUEUE, "RLIMIT_MSGQUEUE", 0},
    {RLIMIT_SIGPENDING, "RLIMIT_SIGPENDING", 16},
    {RLIMIT_RTPRIO, "RLIMIT_RTPRIO", 0},
    {RLIMIT_NICE, "RLIMIT_NICE", 0},
};

}  // namespace

std::span<const ResourceLimit> RendererLimits() {
  return kLimits;
}

Result<void> SetLimit(int resource, uint64_t value) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) {
    return ErrnoError();
  }
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, value);
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(resource, &limit) != 0) {
    return ErrnoError();
  }
  return {};
}

}  // namespace bulkhead
