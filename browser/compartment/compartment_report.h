// What init says about itself when it is ready, as the host's own type.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_
#define BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_

#include "browser/compartment/compartment.h"
#include "spawn.pb.h"

namespace bulkhead {

CompartmentReport ReportOf(const spawn::InitEvent::Ready& ready);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_
