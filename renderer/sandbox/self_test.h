// Whether the filter is on, asked from inside: the last thing before a renderer says Hello.
#ifndef BULKHEAD_RENDERER_SANDBOX_SELF_TEST_H_
#define BULKHEAD_RENDERER_SANDBOX_SELF_TEST_H_

#include <cerrno>

#include <sys/stat.h>

namespace bulkhead {

// fchmod() of no descriptor: the kernel itself says EBADF, only the filter says EPERM.
inline bool FilterAnswers() {
  return ::fchmod(-1, 0) != 0 && errno == EPERM;
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_SELF_TEST_H_
