// What every event has to be, whatever a renderer said: text that is fit for a terminal, within its bounds; figures that are
// numbers; messages that are JSON. Ends the program where one is not.
#ifndef BULKHEAD_TESTS_FUZZ_EVENT_CHECK_H_
#define BULKHEAD_TESTS_FUZZ_EVENT_CHECK_H_

#include "browser/host/events.h"

namespace bulkhead {

void CheckEvent(const EventBody& body);
void CheckFacts(const PostMortem& facts);
void CheckProbeReport(const ProbeReport& report);
void CheckMeasures(const TabSummary& summary);

// Of a page that lives: told only while its tab has a renderer.
bool IsOfAPage(const EventBody& body);
TabId TabOf(const EventBody& body);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_EVENT_CHECK_H_
