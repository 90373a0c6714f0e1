// WriteOut: for the few last words that must be in the socket before what comes next (a goodbye, a fault about to strike).
#ifndef BULKHEAD_IPC_WRITE_OUT_H_
#define BULKHEAD_IPC_WRITE_OUT_H_

#include "ipc/channel.h"

namespace bulkhead {

// A healthy browser reads within a turn of its loop; one that has not read for so long will not.
inline constexpr Duration kWriteOutBound = std::chrono::seconds(1);

// Blocks the channel's thread until everything queued is written, at most for `bound`. False: not all was, or the channel
// ended meanwhile (its receiver was told).
bool WriteOut(Channel& channel, Duration bound = kWriteOutBound);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_WRITE_OUT_H_
