// Descriptors to pass about: /dev/null, opened as often as asked.
#ifndef BULKHEAD_TESTS_SUPPORT_OPEN_DESCRIPTORS_H_
#define BULKHEAD_TESTS_SUPPORT_OPEN_DESCRIPTORS_H_

#include <fcntl.h>

#include <cstddef>
#include <vector>

#include "ipc/os/check.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

inline std::vector<UniqueFd> OpenDescriptors(size_t count) {
  std::vector<UniqueFd> descriptors;
  for (size_t i = 0; i < count; ++i) {
    UniqueFd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    BULKHEAD_CHECK(fd.valid());
    descriptors.push_back(std::move(fd));
  }
  return descriptors;
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_OPEN_DESCRIPTORS_H_
