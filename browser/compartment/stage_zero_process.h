// The one posix_spawn of a compartment's life.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_STAGE_ZERO_PROCESS_H_
#define BULKHEAD_BROWSER_COMPARTMENT_STAGE_ZERO_PROCESS_H_

#include <sys/types.h>

#include <string>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// Starts `program` with exactly two descriptors beside the standard ones (`init_socket` as 3, `zygote_socket` as 4), a
// fixed argument list, an explicit environment, default signals and an empty mask. The calling thread must outlive the
// compartment: its end is init's death signal. Blocks until exec. Errors: posix_spawn(3)'s.
Result<pid_t> SpawnStageZero(const std::string& program, UniqueFd init_socket, UniqueFd zygote_socket);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_STAGE_ZERO_PROCESS_H_
