// What a terminal has to get back, whatever becomes of this process: kept where a signal handler finds it. One terminal a process.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_GUARD_H_
#define BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_GUARD_H_

#include <termios.h>

#include <string_view>

namespace bulkhead {

// From now on the deadly signals (SEGV, ABRT, BUS, FPE, ILL, TRAP, SYS) first write `text` to `fd` and set `modes`, then do what
// they did before. `fd` and `text` stay valid until Disarm.
void ArmTerminalGuard(int fd, const termios& modes, std::string_view text);
void DisarmTerminalGuard();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_TERMINAL_GUARD_H_
