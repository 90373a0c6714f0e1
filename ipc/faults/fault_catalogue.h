// The faults that can be asked for, by a page (fault.inject) or from outside (Host::Inject, --fault), as a table: names are
// stable, parameters have defaults and ranges. And a fault as it is written everywhere: name(param=value, ...).
//
// What both programs agree on: the browser checks a name before it asks for it, a renderer checks it again.
#ifndef BULKHEAD_IPC_FAULTS_FAULT_CATALOGUE_H_
#define BULKHEAD_IPC_FAULTS_FAULT_CATALOGUE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bulkhead {

enum class Fault {
  kCrashSegv,
  kCrashAbort,
  kCrashStackOverflow,
  kCrashException,
  kCrashDoubleFree,
  kCrashInHandler,
  kCrashTwoThreads,
  kExitSilent,
  kExitCode,
  kHangMainSpin,
  kHangMainBlock,
  kMemoryBomb,
  kMemoryLeak,
  kWireGarbage,
  kWireOversize,
  kWireTruncateThenClose,
  kChannelClose,
  kChannelNeverRead,
  kSyscallForbidden,
  kSyscallAbi32,
  kRendererKill,
  kRendererStop,
};

// Who does it: the renderer to itself, or the browser to a renderer.
enum class FaultKind { kTab, kHost };

// System calls that a renderer never needs.
inline constexpr std::string_view kForbiddenCalls[] = {"openat", "socket",       "execve",         "ptrace",
                                                       "bpf",    "unshare",      "io_uring_setup", "kill",
                                                       "mount",  "memfd_create", "userfaultfd"};
// Ways into the kernel beside this program's own.
inline constexpr std::string_view kForeignAbis[] = {"x32", "i386"};

// A value is one of `words`, or a whole number from `low` to `high` (where low <= high).
struct FaultParam {
  std::string_view name;
  std::string_view fallback;  // empty: must be given
  std::span<const std::string_view> words;
  int64_t low = 1;
  int64_t high = 0;
};

struct FaultEntry {
  Fault fault;
  std::string_view name;
  std::string_view site;  // the thread it strikes on, unless a parameter says another
  std::string_view how;   // real: the thing itself; interface: at our own interface
  std::span<const FaultParam> params;
  std::string_view line;  // what it does
  FaultKind kind = FaultKind::kTab;
};

std::span<const FaultEntry> FaultCatalogue();

// A fault with a value for each of its parameters.
class FaultCall {
 public:
  const FaultEntry& entry() const { return *entry_; }
  // CHECKs that there is such a parameter; Number(): nullopt where it is a word.
  std::string_view Word(std::string_view param) const;
  std::optional<int64_t> Number(std::string_view param) const;
  // The thread it strikes on: main, compositor, workers.
  std::string_view site() const;
  // name(param=value, ...), every parameter; the bare name where there are none.
  std::string Text() const;

 private:
  friend struct FaultCallBuilder;
  FaultCall() = default;  // one that there is: ParseFault(), ResolveFault()
  const FaultEntry* entry_ = nullptr;
  std::vector<std::string> values_;  // in the order of entry_->params
};

struct FaultParse {
  std::optional<FaultCall> call;
  std::string error;  // one sentence with what would be valid
};

using FaultArguments = std::vector<std::pair<std::string, std::string>>;
FaultParse ResolveFault(std::string_view name, const FaultArguments& arguments);
// "name" or "name(param=value, ...)"; blanks around names and values do not matter.
FaultParse ParseFault(std::string_view text);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_FAULTS_FAULT_CATALOGUE_H_
