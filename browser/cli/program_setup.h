// What the program does to itself before anything else: standard descriptors, limits, log. Only main() calls these; an
// application that embeds the host decides for itself.
#ifndef BULKHEAD_BROWSER_CLI_PROGRAM_SETUP_H_
#define BULKHEAD_BROWSER_CLI_PROGRAM_SETUP_H_

#include <cstdint>
#include <filesystem>
#include <optional>

#include "browser/host/user_error.h"
#include "ipc/os/clock.h"

namespace bulkhead {

// Opens /dev/null where descriptor 0, 1 or 2 is closed: the next socket must not become stdout. False: stdout was closed.
bool OpenStandardDescriptors();

// Raises the soft limit of open descriptors to the hard one: six a tab add up.
void RaiseDescriptorLimit();

// Why not even what the program itself opens (event loop, signals, output) fits under that limit; asked before any of it is
// made, which throws. `in_use`: open descriptors; `tabs`: pages that are to be open at once.
std::optional<UserError> WantOfDescriptors(uint64_t in_use, uint64_t tabs);

// The process has `limit` from now on; then it writes `line` to stderr and ends with kExitUsage. For what must end whatever
// the kernel refuses: an event loop whose every call fails does not.
void LimitTime(Duration limit, const char* line);

// spdlog's default logger to stderr, from `level` on (spdlog's number).
void SetUpLog(int level);

// Where demo:NAME is looked for: $BULKHEAD_DEMOS, ../share/bulkhead/demos beside the program (installed), tools/demos of the
// source tree that the program was built in. Empty: nowhere.
std::filesystem::path FindDemoDirectory();

// Sends `signal` to process `pid` through a pidfd. False: no such process, or not ours.
bool SignalProcess(int pid, int signal);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROGRAM_SETUP_H_
