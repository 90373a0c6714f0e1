// An event as one line of --json: exactly the fields of the contract, null where a figure is not known.
#ifndef BULKHEAD_BROWSER_CLI_EVENT_JSON_H_
#define BULKHEAD_BROWSER_CLI_EVENT_JSON_H_

#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "browser/host/events.h"

namespace bulkhead {

// Without a newline. Thread-safe.
std::string EventJson(const Event& event);

// Parts of it that reports have too.
boost::json::object DetailJson(const DeathDetail& detail);
boost::json::array StacksJson(const std::vector<NamedStack>& stacks);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_EVENT_JSON_H_
