// How long each step of a renderer's start-up took, from what its Hello says.
#ifndef BULKHEAD_BROWSER_HOST_STARTUP_TIMES_H_
#define BULKHEAD_BROWSER_HOST_STARTUP_TIMES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "proto/control.pb.h"

namespace bulkhead {

// Name and milliseconds, names sanitised. `forked_ns`: the zygote's note of the fork, 0 for none. Times that go backwards
// count as nought: they are the renderer's own.
std::vector<std::pair<std::string, double>> StartupTimes(const control::Hello& hello, uint64_t forked_ns);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_STARTUP_TIMES_H_
