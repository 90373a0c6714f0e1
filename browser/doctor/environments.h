// Where people run Bulkhead, and how its sandbox fares there: one table, printed by `bulkhead doctor --environments` and in
// README.md (a test compares them).
#ifndef BULKHEAD_BROWSER_DOCTOR_ENVIRONMENTS_H_
#define BULKHEAD_BROWSER_DOCTOR_ENVIRONMENTS_H_

#include <span>
#include <string>

#include "browser/doctor/machine_facts.h"

namespace bulkhead {

struct Environment {
  const char* name;
  const char* strict;       // "yes" or "no"
  const char* best_effort;
  const char* line;         // the exact line that helps; empty: nothing is needed
  const char* tried;        // how it is known: "tests" run there, "simulated" by tests, with what it was tried, "not tried"
};

std::span<const Environment> Environments();

// What tells one profile of a container from another.
struct GivenHere {
  bool namespaces = false;  // user namespaces
  bool strict = false;      // --sandbox=strict would start
};

// The row for this machine.
const Environment& FindEnvironment(const MachineFacts& machine, GivenHere given);

// A row for each environment, as README.md has them.
std::string EnvironmentsAsMarkdown();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_ENVIRONMENTS_H_
