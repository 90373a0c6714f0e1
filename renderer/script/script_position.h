// ScriptPosition: a place in a page's scripts.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_POSITION_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_POSITION_H_

#include <JavaScriptCore/JavaScript.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

struct JscExtras;

struct ScriptPosition {
  std::string source;
  uint32_t line = 0;

  friend bool operator==(const ScriptPosition&, const ScriptPosition&) = default;
};

// The innermost frame of a backtrace ("#0 name() at source:line" a frame) that is script and not native code.
std::optional<ScriptPosition> ParseBacktrace(std::string_view backtrace);

// Where the script that called us stands. 6 us. nullopt: no script is running, or this JavaScriptCore cannot say.
std::optional<ScriptPosition> CurrentPosition(const JscExtras& extras, JSContextRef context);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_POSITION_H_
