// What the program's exit codes mean: a contract with scripts.
#ifndef BULKHEAD_BROWSER_CLI_EXIT_CODES_H_
#define BULKHEAD_BROWSER_CLI_EXIT_CODES_H_

namespace bulkhead {

inline constexpr int kExitGood = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_EXIT_CODES_H_
