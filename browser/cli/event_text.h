// An event as a line for people. What pages wrote is sanitised (plain_text.h).
#ifndef BULKHEAD_BROWSER_CLI_EVENT_TEXT_H_
#define BULKHEAD_BROWSER_CLI_EVENT_TEXT_H_

#include <string>

#include "browser/cli/terminal.h"
#include "browser/host/events.h"

namespace bulkhead {

// Without a final newline. One line, except the summary (a line for each tab and one for the host) and a
// report: its stacks stand below it.
std::string EventText(const Event& event, const TextStyle& style);
// The same as one line without time, tab and colours: "live: process 12 after 8.2 ms".
std::string ShortEventText(const Event& event, const TextStyle& style);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_EVENT_TEXT_H_
