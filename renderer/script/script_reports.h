// What a page's scripts tell the outside world: values, made on the main thread, copied freely.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_REPORTS_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_REPORTS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bulkhead {

enum class ConsoleLevel { kLog, kDebug, kInfo, kWarn, kError };

struct ConsoleLine {
  ConsoleLevel level = ConsoleLevel::kLog;
  std::string text;
  std::string source;
  uint32_t line = 0;
};

// An uncaught exception or an unhandled rejection.
struct PageError {
  std::string message;
  std::string source;
  uint32_t line = 0;
  std::string stack;
};

// fault.inject("name", {param: value}): values as their text.
struct FaultRequest {
  std::string name;
  std::vector<std::pair<std::string, std::string>> params;
};

// probe.run("name", {param: value}): values as their text.
struct ProbeRequest {
  std::string name;
  std::vector<std::pair<std::string, std::string>> params;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_REPORTS_H_
