// One event of each kind, and those with everything set or nothing known.
#ifndef BULKHEAD_TESTS_UNIT_CLI_SAMPLE_EVENTS_H_
#define BULKHEAD_TESTS_UNIT_CLI_SAMPLE_EVENTS_H_

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "browser/core/layer_facts.h"
#include "browser/core/layer_states.h"
#include "browser/host/events.h"

namespace bulkhead {

inline DeathDetail FullDetail() {
  DeathDetail detail;
  detail.signal = "SIGSEGV";
  detail.code = 1;
  detail.address = 0x10;
  detail.thread = "main";
  detail.kind = "stack overflow";
  detail.rule = {2, "oversize"};
  detail.limit = "rss 512MiB";
  detail.step = "landlock";
  detail.error = 1;
  detail.syscall = "openat";
  detail.args = {1, 2, ~0ull};
  detail.frames = {{"bulkhead-renderer", 0x1234}, {"libc.so.6", 7}};
  detail.message = "assertion x > 0";
  detail.record = "SIGABRT on main";
  detail.status = "signal 6";
  detail.decision = "none";
  return detail;
}

// All that a death of this cause is told with.
inline DeathDetail DetailOf(Cause cause) {
  using enum Cause;
  const auto of = [cause](std::initializer_list<Cause> causes) { return std::ranges::find(causes, cause) != causes.end(); };
  const DeathDetail full = FullDetail();
  DeathDetail detail;
  detail.record = full.record;
  detail.status = full.status;
  if (of({kSignalled, kSandboxViolation})) {
    detail = full;
    detail.rule.reset();
    detail.limit.reset();
    detail.step.reset();
    detail.error.reset();
    detail.decision.reset();
  }
  if (of({kSignalled})) {
    detail.syscall.reset();
    detail.args.clear();
  }
  if (of({kCleanExit, kExitWithoutGoodbye, kNonZeroExit, kStartupFailed})) {
    detail.code = full.code;
  }
  if (of({kOutOfMemory, kQuotaExceeded})) {
    detail.limit = full.limit;
  }
  if (of({kBadMessage})) {
    detail.rule = full.rule;
  }
  if (of({kHang})) {
    detail.thread = full.thread;
    detail.frames = full.frames;
  }
  if (of({kHang, kQuotaExceeded, kKilledByPolicy})) {
    detail.kind = of({kHang}) ? "spinning" : of({kQuotaExceeded}) ? "outbound" : "shutdown";
  }
  if (of({kStartupFailed, kStartupTimeout})) {
    detail.step = full.step;
  }
  if (of({kStartupFailed, kStartupTimeout, kInternal})) {
    detail.error = full.error;
  }
  if (of({kKilledExternally})) {
    detail.signal = "SIGKILL";
  }
  if (of({kOutOfMemory, kBadMessage, kQuotaExceeded, kHang, kStartupFailed, kStartupTimeout, kKilledByUser, kKilledByPolicy,
          kInternal})) {
    detail.decision = full.decision;
  }
  return detail;
}

inline TabReport FullReport() {
  TabReport report;
  report.tab = 1;
  report.generation = 1;
  report.id = "20261127T172218Z-4242-0001";
  report.stacks = {{"main",
                    {{"bulkhead::Strike(int)", "/src/bulkhead/renderer/faults/strikes.cc", 58, "/bin/bulkhead-renderer", 0x1234},
                     {"qsort", "", 0, "/lib/libc.so.6", 7},
                     {"", "", 0, "/lib/libc.so.6", 0x1f},
                     {"", "", 0, "", 0xdead}}},
                   {"compositor", {}, StackRole::kStopped},
                   {"worker-1", {}, StackRole::kSilent}};
  report.cause = Cause::kSignalled;
  report.detail = FullDetail();
  report.facts.registers = {{"rip", 0x1234}, {"rsp", ~0ull}};
  report.facts.script_source = "page.html";
  report.facts.script_line = 12;
  report.facts.injected_fault = "crash.segv(kind=null)";
  report.facts.steps = {{"fork", 0.3}};
  report.facts.missing_layers = {{"landlock", "not in this kernel"}};
  report.facts.resources = ResourceUse{1500, 500, 40000};
  report.facts.messages = {{-12.5, "control", "down", "Ping", 3, 2, 0}, {-1.25, "control", "up", "FaultFired", 40, 64, 7}};
  return report;
}

inline std::vector<Event> SampleEvents() {
  TabSummary known;
  known.tab = 1;
  known.page = "a.html";
  known.state = TabState::kLive;
  known.generations = 1;
  known.frames = 180;
  known.fps = 59.94;
  known.frame_gap_ms = TabSummary::Gaps{16.7, 17.5, 21.25};
  known.peak_rss_kib = 40000;
  known.private_dirty_kib = 7000;
  TabSummary unknown;
  unknown.tab = 2;
  unknown.page = "demo:crash";
  unknown.state = TabState::kGaveUp;
  unknown.cause = Cause::kSignalled;
  unknown.generations = 4;
  HostSummary host;
  host.zombies = 0;
  host.orphans = 0;
  host.leaked_fds = 0;
  host.rss_kib = 30000;
  host.threads = 4;
  host.messages_in = 100;
  host.messages_out = 120;
  LayerStates layers;
  for (const LayerFact& layer : LayerFacts()) {
    layers.emplace_back(layer.name, layer.name == "seccomp" ? "not built" : "applied");
  }
  std::vector<Event> events = {
      {0.01, HostStart{"strict", layers, "tab"}},
      {0.02, TabStarting{1, 1, "a.html"}},
      {0.03, TabLive{1, 1, 4242, 6.25, {{"fork", 0.3}, {"threads", 0.7}}}},
      {0.04, TabFirstFrame{1, 2, 11.5}},
      {0.05, TabTitle{1, "A page"}},
      {0.06, ConsoleEvent{1, "warn", "careful", "a.html", 3}},
      {0.07, TabError{1, "Error: no", "a.html", 4, "f@a.html:4"}},
      {0.075, TabMessage{1, 1, R"({"answer": [42, null]})"}},
      {0.076, TabMessagesDropped{1, 1, 3}},
      {0.08, FaultFired{1, "crash.segv()", "main", "real", "store to 0x10"}},
      {0.09, TabUnresponsive{1, 1, "main", "spinning"}},
      {0.10, TabResponsive{1, 1}},
      {0.125, FullReport()},
      {0.13, TabRestarting{1, 1, 110.5}},
      {0.14, TabGaveUp{1}},
      {0.15, TabClosed{1}},
      {0.16, ResourceRefused{1, "../x.png", "outside the page's directory"}},
      {0.17, SandboxCall{1, 2, "mmap", "native", "main", {0, 4096, 5, 0x22, ~0ull, 0}, 3,
                         "{\"mmap\", Verdict::kAllow, {Is(2, 5), Is(3, 0x22)}},"}},
      {0.17, SandboxCall{0, 0, "other calls", "", "", {}, 70, ""}},
      {0.17, Dropped{12}},
      {0.18, Summary{{known, unknown}, host}},
      {0.19, Summary{}},
  };
  for (int at = 0; at <= static_cast<int>(Cause::kInternal); ++at) {
    const auto cause = static_cast<Cause>(at);
    events.insert(events.end() - 2, {0.175, TabGone{2, 3, cause, DetailOf(cause), 1500}});
  }
  return events;
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_CLI_SAMPLE_EVENTS_H_
