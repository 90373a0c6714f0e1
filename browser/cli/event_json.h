// An event as one line of --json: exactly the fields of the contract, null where a figure is not known.
#ifndef BULKHEAD_BROWSER_CLI_EVENT_JSON_H_
#define BULKHEAD_BROWSER_CLI_EVENT_JSON_H_

#include <string>

#include "browser/host/events.h"

namespace bulkhead {

// Without a newline. Thread-safe.
std::string EventJson(const Event& event);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_EVENT_JSON_H_
