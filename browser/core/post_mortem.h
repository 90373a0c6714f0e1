// PostMortem: what a dead renderer left behind for whoever wants to know why, beside the cause: for reports, never for
// decisions. Plain values; text is sanitised, and all of it the renderer's word except for the resources.
#ifndef BULKHEAD_BROWSER_CORE_POST_MORTEM_H_
#define BULKHEAD_BROWSER_CORE_POST_MORTEM_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "browser/core/crash_copy.h"
#include "browser/core/module_map.h"
#include "browser/core/stack.h"

namespace bulkhead {

struct ResourceUse {
  uint64_t user_us = 0;
  uint64_t system_us = 0;
  uint64_t max_rss_kib = 0;
};

// Of the browser's flight recorder: the renderer has no say in it.
struct LastMessage {
  double ms = 0;  // from the death: negative
  std::string_view channel;    // control, frames
  std::string_view direction;  // up, down
  std::string name;            // of the message
  uint32_t number = 0;
  uint32_t bytes = 0;
  uint32_t page = 0;           // 0: none
};

struct PostMortem {
  std::vector<RawStack> stacks;  // of the threads that crashed, the first one first; then of the others
  std::vector<std::pair<std::string, uint64_t>> registers;  // of the first one
  std::string script_source;     // where a script stood last; empty: nowhere
  uint32_t script_line = 0;
  std::string injected_fault;    // empty: none
  std::vector<std::pair<std::string, double>> steps;  // of the start-up: name, ms that it took
  std::vector<std::pair<std::string, std::string>> missing_layers;  // of the sandbox, and why
  std::optional<ResourceUse> resources;  // init's word
  std::vector<LastMessage> messages;     // the browser's own; the oldest first
};

// All but the resources, which are init's to say, and the messages.
PostMortem Examine(const CrashCopy& record, std::span<const ModuleRange> modules);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_POST_MORTEM_H_
