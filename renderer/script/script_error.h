// What the host is told of an exception.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_ERROR_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_ERROR_H_

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <string>

#include "renderer/script/script_reports.h"

namespace bulkhead {

class Realm;

// Together they fit into one message to the browser (8 KiB) whatever a page throws.
inline constexpr size_t kMaxMessageBytes = 1024;
inline constexpr size_t kMaxSourceBytes = 512;
inline constexpr size_t kMaxStackBytes = 4096;

// Cuts to at most `bytes`, between characters, and says so with an ellipsis.
void TruncateUtf8(std::string& text, size_t bytes);

// Anything can be thrown; of an Error: "name: message", file, line and stack. May run script (getters).
PageError DescribeException(Realm& realm, JSValueRef exception);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_ERROR_H_
