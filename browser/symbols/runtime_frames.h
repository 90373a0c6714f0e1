// Which frames of a stack only carry out what the one above them asked for.
#ifndef BULKHEAD_BROWSER_SYMBOLS_RUNTIME_FRAMES_H_
#define BULKHEAD_BROWSER_SYMBOLS_RUNTIME_FRAMES_H_

#include <vector>

#include "browser/core/stack.h"

namespace bulkhead {

// Of a stack that ended in abort(), or stood in a system call: drops the innermost frames of the C and C++ libraries and of our own
// terminate handler, so that the first one is whoever called. Nothing is dropped where nothing else would be left.
void DropRuntimeFrames(std::vector<NamedFrame>* frames);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_RUNTIME_FRAMES_H_
