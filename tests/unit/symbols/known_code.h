// Code of the test's own whose names, lines and addresses are known.
#ifndef BULKHEAD_TESTS_UNIT_SYMBOLS_KNOWN_CODE_H_
#define BULKHEAD_TESTS_UNIT_SYMBOLS_KNOWN_CODE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "browser/core/stack.h"

namespace bulkhead {

// The module and the offset of an address in this process.
RawFrame FrameOf(const void* address);

// Where a function with a call inlined into it stood, and the line of each of the two.
struct KnownPlace {
  RawFrame frame;
  uint32_t inner_line = 0;
  uint32_t outer_line = 0;
};
KnownPlace InlinedPlace();

// All bytes of a file; empty where there is none.
std::string ReadWhole(const std::filesystem::path& file);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_SYMBOLS_KNOWN_CODE_H_
