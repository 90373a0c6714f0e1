// The zygote: one packet, one renderer. A fork of init; single-threaded; holds nothing of any page.
#ifndef BULKHEAD_RENDERER_PROCESS_ZYGOTE_H_
#define BULKHEAD_RENDERER_PROCESS_ZYGOTE_H_

#include "ipc/os/unique_fd.h"
#include "renderer/process/start_up.h"

namespace bulkhead {

// In the fork. `socket`: the browser's other end. Ends when the browser does.
[[noreturn]] void RunZygote(StartUp& start_up, UniqueFd socket);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_ZYGOTE_H_
