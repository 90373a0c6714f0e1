// Census: what this process holds before and after: descriptors, children, threads. A test that leaves any behind fails.
#ifndef BULKHEAD_TESTS_SUPPORT_CENSUS_H_
#define BULKHEAD_TESTS_SUPPORT_CENSUS_H_

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

namespace bulkhead {

struct Census {
  size_t descriptors = 0;
  size_t threads = 0;
  size_t children = 0;  // of any state, zombies included

  static Census Take() {
    Census census;
    census.descriptors = Entries("/proc/self/fd");
    census.threads = Entries("/proc/self/task");
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
      std::ifstream children(task.path() / "children");
      std::string pid;
      while (children >> pid) {
        ++census.children;
      }
    }
    return census;
  }

  bool operator==(const Census&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Census& census) {
    return out << census.descriptors << " descriptors, " << census.threads << " threads, " << census.children
               << " children";
  }

 private:
  static size_t Entries(const char* directory) {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()));
  }
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_CENSUS_H_
