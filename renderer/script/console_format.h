// The text of a console line.
#ifndef BULKHEAD_RENDERER_SCRIPT_CONSOLE_FORMAT_H_
#define BULKHEAD_RENDERER_SCRIPT_CONSOLE_FORMAT_H_

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <span>
#include <string>

namespace bulkhead {

class Realm;

inline constexpr size_t kMaxConsoleBytes = 4096;

// Texts as they are, objects as in {a: 1, b: [2, "x"]}, Errors with their stack, nodes as their start tag; %s %d %i %f %o %O
// %c in a first text. At most kMaxConsoleBytes. May run script (getters, toString).
std::string FormatForConsole(Realm& realm, std::span<const JSValueRef> values);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_CONSOLE_FORMAT_H_
