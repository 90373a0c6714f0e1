// The catalogue in parts, a file each.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_GROUPS_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_GROUPS_H_

#include <vector>

#include "browser/cli/probe/probe_catalogue.h"

namespace bulkhead {

std::vector<ProbeAttempt> FileAttempts();        // file, proc, descriptor
std::vector<ProbeAttempt> NetworkAttempts();     // net
std::vector<ProbeAttempt> ProcessAttempts();     // process, neighbour, namespace
std::vector<ProbeAttempt> KernelAttempts();      // code, kernel, abi
std::vector<ProbeAttempt> ResourceAttempts();    // limit, secret

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_GROUPS_H_
