// Why a renderer died, in the words of the fault catalogue, and what is known beside the bare name. Plain values.
#ifndef BULKHEAD_BROWSER_CORE_CAUSE_H_
#define BULKHEAD_BROWSER_CORE_CAUSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bulkhead {

// The wire name of each is its name here without the k.
enum class Cause {
  kCleanExit,
  kExitWithoutGoodbye,
  kNonZeroExit,
  kSignalled,
  kOutOfMemory,
  kSandboxViolation,
  kBadMessage,
  kQuotaExceeded,
  kHang,
  kStartupFailed,
  kStartupTimeout,
  kKilledByUser,
  kKilledByPolicy,
  kKilledExternally,
  kBrowserLost,
  kCompartmentLost,
  kInternal,
};
std::string_view NameOf(Cause cause);

struct RawFrame {
  std::string module;
  uint64_t offset = 0;
};

// Only what applies is set.
struct DeathDetail {
  std::optional<std::string> signal;  // "SIGSEGV"
  std::optional<int> code;            // si_code, or the exit code
  std::optional<uint64_t> address;
  std::optional<std::string> thread;
  std::optional<std::string> kind;    // "stack overflow", "spinning", "sent from outside", "outbound" ...
  std::optional<std::pair<int, std::string>> rule;
  std::optional<std::string> limit;   // "rss 512MiB"
  std::optional<std::string> step;
  std::optional<int> error;           // errno
  std::optional<std::string> syscall;
  std::vector<uint64_t> args;
  std::vector<RawFrame> frames;
  std::optional<std::string> message; // abort text, what()
  // The three stories: what the crash record says, what the wait status says, what the browser had decided.
  std::optional<std::string> record;
  std::optional<std::string> status;
  std::optional<std::string> decision;
};

struct Death {
  Cause cause = Cause::kInternal;
  DeathDetail detail;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_CAUSE_H_
