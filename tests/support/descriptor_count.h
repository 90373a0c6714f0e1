// CountOpenDescriptors(): for the rule that no error path leaks one. Counted before and after, in the same test.
#ifndef BULKHEAD_TESTS_SUPPORT_DESCRIPTOR_COUNT_H_
#define BULKHEAD_TESTS_SUPPORT_DESCRIPTOR_COUNT_H_

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace bulkhead {

inline size_t CountOpenDescriptors() {
  // The directory's own descriptor is counted each time alike.
  return static_cast<size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()));
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_DESCRIPTOR_COUNT_H_
