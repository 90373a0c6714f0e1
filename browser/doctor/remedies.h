// What a person can do about a refusal: the exact line, from the layer or step, the errno and the machine's settings.
#ifndef BULKHEAD_BROWSER_DOCTOR_REMEDIES_H_
#define BULKHEAD_BROWSER_DOCTOR_REMEDIES_H_

#include <string>
#include <string_view>

#include "browser/doctor/machine_facts.h"

namespace bulkhead {

// The errno that a layer's state ends with ("… (errno 28)"); 0 if there is none.
int ErrnoOf(std::string_view state);

// Whether a layer was not even tried, because one that it stands on is missing.
bool WaitsForAnother(std::string_view state);

// `state` as host.start has it; empty for "applied".
std::string RemedyForLayer(std::string_view layer, std::string_view state, const Settings& settings);

// For the step at which a start ended. Empty if nothing is known to help.
std::string RemedyForStep(std::string_view step, int error, const Settings& settings);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_REMEDIES_H_
