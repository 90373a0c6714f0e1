// The contract of --json as a table: which events there are, which fields each has, of which type, which may be null, what words a
// field may hold, and what detail each cause of a death has.
// Used on what EventJson() writes and on the output of real runs.
#ifndef BULKHEAD_TESTS_SUPPORT_EVENT_SCHEMA_H_
#define BULKHEAD_TESTS_SUPPORT_EVENT_SCHEMA_H_

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

// What is wrong with one line; empty: it obeys the contract.
std::vector<std::string> SchemaErrors(std::string_view line);

// What is wrong with a whole output: each line, host.start first, summary last and once, t never going back
// (but after host.start, which comes first even if tabs were opened before it).
std::vector<std::string> StreamErrors(const std::vector<std::string>& lines);

// Names of all events in the table.
std::vector<std::string> SchemaEvents();

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_EVENT_SCHEMA_H_
