// Stacks of threads: as a crash area gives them, and with the names that debug information has for them. Plain values.
#ifndef BULKHEAD_BROWSER_CORE_STACK_H_
#define BULKHEAD_BROWSER_CORE_STACK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "browser/core/cause.h"

namespace bulkhead {

// How a thread came to tell its stack: it crashed; it was stopped for it; it was asked and gave no answer.
enum class StackRole { kCrashed, kStopped, kSilent };

constexpr std::string_view NameOf(StackRole role) {
  switch (role) {
    case StackRole::kCrashed:
      return "crashed";
    case StackRole::kStopped:
      return "stopped";
    case StackRole::kSilent:
      return "silent";
  }
  return "crashed";
}

struct RawStack {
  std::string thread;
  std::vector<RawFrame> frames;  // innermost first; the first one is where it stood, the others are return addresses
  bool aborted = false;          // it stood in the C library or the kernel: the innermost frames are theirs
  StackRole role = StackRole::kCrashed;
};

// One address is several of these where functions were inlined: the same module and offset, innermost first.
struct NamedFrame {
  std::string function;  // empty: no name is known
  std::string file;      // empty, and line 0: no line is known
  uint32_t line = 0;
  std::string module;    // empty: in no module
  uint64_t offset = 0;
  bool operator==(const NamedFrame&) const = default;
};

struct NamedStack {
  std::string thread;
  std::vector<NamedFrame> frames;
  StackRole role = StackRole::kCrashed;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_STACK_H_
