// What a flight recorder holds, with the names of the messages, for a report.
#ifndef BULKHEAD_BROWSER_HOST_LAST_MESSAGES_H_
#define BULKHEAD_BROWSER_HOST_LAST_MESSAGES_H_

#include <vector>

#include "browser/core/flight_recorder.h"
#include "browser/core/post_mortem.h"

namespace bulkhead {

// The oldest first; times count from `death`.
std::vector<LastMessage> LastMessages(const FlightRecorder& recorder, TimePoint death);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_LAST_MESSAGES_H_
