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

#include "browser/core/cause.h"
#include "browser/core/post_mortem.h"
#include "browser/core/stack.h"
#include "browser/core/tab_state.h"
#include "ipc/os/clock.h"

namespace bulkhead {

using TabId = uint32_t;  // 1 ... N in the order of opening, kept over restarts

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
// bulkhead.postMessage() of a page: `json` is one valid JSON text.
struct TabMessage { TabId tab; uint32_t generation; std::string json; };
// Messages that were posted to a generation which ended before its page had taken them.
struct TabMessagesDropped { TabId tab; uint32_t generation; uint64_t count; };
struct TabUnresponsive { TabId tab; uint32_t generation; std::string thread; std::string kind; };
struct TabResponsive { TabId tab; uint32_t generation; };
struct TabGone {
  TabId tab;
  uint32_t generation;
  Cause cause;
  DeathDetail detail;
  double detect_ms;
};
// Follows TabGone, of whatever cause but a clean exit. Event printers show id and stacks; the rest is for who keeps reports.
struct TabReport {
  TabId tab = 0;
  uint32_t generation = 0;
  std::string id;                  // no other report has it
  std::vector<NamedStack> stacks;  // those that crashed, then the others; none: nobody knows
  Cause cause = Cause::kInternal;
  DeathDetail detail;
  PostMortem facts;
};
struct TabRestarting { TabId tab; uint32_t attempt; double delay_ms; };
struct TabGaveUp { TabId tab; };
struct TabClosed { TabId tab; };
struct ResourceRefused { TabId tab; std::string url; std::string reason; };
// A kind of call that the policy forbids, of a run in learning mode. At its end, before the summary.
struct SandboxCall {
  TabId tab;  // 0: a renderer that no tab had yet
  uint32_t generation;
  std::string syscall;
  std::string abi;     // "native", "32-bit", "x32"; empty: calls of further kinds, of which only the count is known
  std::string thread;  // that made the first one; empty: not known
  std::vector<uint64_t> args;  // of the first one
  uint64_t count;
  std::string policy;  // the line that would allow it; empty: none can
};
struct Dropped { uint64_t count; };

// How an attempt of a probing renderer went, as the renderer says it. Told by Host::on_probe_report, not as an event.
enum class ProbeOutcome { kBegun, kSucceeded, kRefused, kNothing, kNotTried };
struct ProbeReport {
  TabId tab;
  std::string attempt;
  ProbeOutcome outcome;
  int error;  // errno of kRefused
  std::string text;
};

struct TabSummary {
  TabId tab = 0;
  std::string page;
  TabState state = TabState::kStarting;  // when the end began
  std::optional<Cause> cause;            // of the last death, one in the course of the end included
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
                               TabMessage, TabMessagesDropped,
                               TabUnresponsive, TabResponsive, TabGone, TabReport, TabRestarting, TabGaveUp, TabClosed,
                               ResourceRefused, SandboxCall, Dropped, Summary>;

struct Event {
  double t = 0;  // seconds since start
  EventBody body;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_EVENTS_H_
