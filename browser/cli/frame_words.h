// Frames of a stack in words.
#ifndef BULKHEAD_BROWSER_CLI_FRAME_WORDS_H_
#define BULKHEAD_BROWSER_CLI_FRAME_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "browser/core/stack.h"

namespace bulkhead {

// "bulkhead::Strike(int) (renderer/faults/strikes.cc:58)"; without a name "libc.so.6+0x27f3", in no module "0x27f3". Of a path
// the last three parts. Not sanitised.
std::string FrameText(const NamedFrame& frame);

// "thread main, crashed". Not sanitised.
std::string ThreadText(const NamedStack& stack);

// "#0 " and so on, at most `limit` frames; then how many more there are.
std::vector<std::string> StackLines(const NamedStack& stack, size_t limit);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_FRAME_WORDS_H_
