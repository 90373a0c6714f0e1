// What a renderer's messages say, as the host's own events and values: text sanitised, enums translated. Values that the schema
// lacks never come here: the channels have refused them.
#ifndef BULKHEAD_BROWSER_HOST_WIRE_EVENTS_H_
#define BULKHEAD_BROWSER_HOST_WIRE_EVENTS_H_

#include <string>

#include "browser/core/resource_path.h"
#include "browser/host/events.h"
#include "proto/control.pb.h"

namespace bulkhead {

TabTitle EventOf(TabId tab, const control::TitleChanged& message);
ConsoleEvent EventOf(TabId tab, const control::Console& message);
TabError EventOf(TabId tab, const control::ScriptError& message);
FaultFired EventOf(TabId tab, const control::FaultFired& message);
ProbeReport EventOf(TabId tab, const control::ProbeResult& message);
ResourceRefused RefusalOf(TabId tab, const std::string& url, ResourceVerdict verdict);

control::ResourceStatus StatusOf(ResourceVerdict verdict);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_WIRE_EVENTS_H_
