// What init says about itself when it is ready, and about calls that it let through, as the host's own types.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_
#define BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_

#include "browser/compartment/compartment.h"
#include "spawn.pb.h"

namespace bulkhead {

CompartmentReport ReportOf(const spawn::InitEvent::Ready& ready);
CallReport ReportOf(const spawn::InitEvent::LearnedCall& call);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_REPORT_H_
