// Everything the host tells its user, as values. The CLI prints them (browser/cli), a test compares them.
#ifndef BULKHEAD_BROWSER_HOST_EVENTS_H_
#define BULKHEAD_BROWSER_HOST_EVENTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ipc/os/clock.h"

namespace bulkhead {

using TabId = uint32_t;  // 1 ... N in the order of opening, kept over restarts

// faults.md names these; the wire name of each is its name here without the k.
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

enum class TabState { kStarting, kLive, kUnresponsive, kGone, kRestarting, kGaveUp, kClosed };
std::string_view NameOf(TabState state);

struct HostStart {
  std::string sandbox_mode;
  std::vector<std::pair<std::string, std::string>> layers;  // name -> "applied" or why not
  std::string model;
};
struct TabStarting { TabId tab; uint32_t generation; std::string page; };
struct TabLive {
  TabId tab;
  uint32_t generation;
  int pid;  // in the host's PID namespace
  double startup_ms;
  std::vector<std::pair<std::string, double>> steps;  // name -> ms the step took
};
struct TabFirstFrame { TabId tab; uint32_t generation; double ms; };
struct TabTitle { TabId tab; std::string text; };
struct ConsoleEvent { TabId tab; std::string level; std::string text; std::string source; uint32_t line; };
struct TabError { TabId tab; std::string message; std::string source; uint32_t line; std::string stack; };
struct FaultFired { TabId tab; std::string fault; std::string site; std::string how; std::string evidence; };
struct TabUnresponsive { TabId tab; uint32_t generation; std::string thread; std::string kind; };
struct TabResponsive { TabId tab; uint32_t generation; };
struct TabGone {
  TabId tab;
  uint32_t generation;
  Cause cause;
  DeathDetail detail;
  double detect_ms;
};
struct TabRestarting { TabId tab; uint32_t attempt; double delay_ms; };
struct TabGaveUp { TabId tab; };
struct TabClosed { TabId tab; };
struct ResourceRefused { TabId tab; std::string url; std::string reason; };
struct Dropped { uint64_t count; };

struct TabSummary {
  TabId tab = 0;
  std::string page;
  TabState state = TabState::kStarting;
  std::optional<Cause> cause;
  uint32_t generations = 0;
  uint64_t frames = 0;
  std::optional<double> fps;  // null below 30 frames due
  struct Gaps { double p50, p99, max; };
  std::optional<Gaps> frame_gap_ms;
  std::optional<uint64_t> peak_rss_kib;
  std::optional<uint64_t> private_dirty_kib;
};
struct HostSummary {
  std::optional<uint64_t> zombies, orphans, leaked_fds, rss_kib, threads;
  uint64_t messages_in = 0, messages_out = 0, bad_messages = 0;
};
struct Summary {
  std::vector<TabSummary> tabs;
  HostSummary host;
};

using EventBody = std::variant<HostStart, TabStarting, TabLive, TabFirstFrame, TabTitle, ConsoleEvent, TabError, FaultFired,
                               TabUnresponsive, TabResponsive, TabGone, TabRestarting, TabGaveUp, TabClosed,
                               ResourceRefused, Dropped, Summary>;

struct Event {
  double t = 0;  // seconds since start
  EventBody body;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_EVENTS_H_
