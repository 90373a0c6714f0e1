// The deaths that the browser itself decides on, as CauseOf() is told of them: cause, detail and the decision in words.
#ifndef BULKHEAD_BROWSER_HOST_OWN_DECISIONS_H_
#define BULKHEAD_BROWSER_HOST_OWN_DECISIONS_H_

#include <cstdint>
#include <string>

#include "browser/compartment/compartment.h"
#include "browser/core/cause.h"
#include "browser/core/hang_monitor.h"
#include "browser/host/file_copy.h"
#include "ipc/bad_message.h"

namespace bulkhead {

Death BadMessageDeath(BadMessageRule rule, const std::string& what);
Death HangDeath(HangKind kind);
// `used`: above what the fork brought along.
Death OutOfMemoryDeath(uint64_t limit_bytes, uint64_t used_bytes);
// It does not read what is sent; `limit` is the bound that was reached.
Death OutboundDeath(const std::string& limit, const std::string& what);
Death ChannelErrorDeath(int error, const std::string& what);
Death StartupTimeoutDeath(const std::string& step);
// No process came of it.
Death NotSpawnedDeath(const StepFailure& failure);
// The sandbox is not what it is said to be, or cannot be seen (`error`, 0 for none). `thread`: whose figure; may be empty.
Death NotVerifiedDeath(const std::string& what, const std::string& thread, int error);
// The file of the page cannot be read.
Death NoDocumentDeath(const FileCopy& copy);
Death NoGoodbyeDeath();
// Hung when the user wanted its page anew.
Death ReloadedDeath();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_OWN_DECISIONS_H_
