#include "tests/fuzz/event_check.h"

#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "browser/core/sanitise.h"
#include "browser/host/host.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// The most that any text is cut to, and the words around it.
constexpr size_t kMostText = 9 * 1024;

void CheckText(const std::string& text, LineBreaks line_breaks = LineBreaks::kStripped) {
  BULKHEAD_CHECK(text.size() <= kMostText && Sanitise(text, kMostText, line_breaks) == text);
}

void CheckText(const std::optional<std::string>& text) {
  if (text) {
    CheckText(*text);
  }
}

void CheckSteps(const std::vector<std::pair<std::string, double>>& steps) {
  for (const auto& [name, ms] : steps) {
    CheckText(name);
    BULKHEAD_CHECK(std::isfinite(ms) && ms >= 0);
  }
}

struct Check {
  void operator()(const TabLive& live) { CheckSteps(live.steps); }
  void operator()(const TabTitle& title) { CheckText(title.text); }
  void operator()(const ConsoleEvent& console) {
    CheckText(console.level);
    CheckText(console.text, LineBreaks::kKept);
    CheckText(console.source);
  }
  void operator()(const TabError& error) {
    CheckText(error.message, LineBreaks::kKept);
    CheckText(error.source);
    CheckText(error.stack, LineBreaks::kKept);
  }
  void operator()(const FaultFired& fault) {
    for (const std::string& text : {fault.fault, fault.site, fault.how, fault.evidence}) {
      CheckText(text);
    }
  }
  void operator()(const TabMessage& message) {
    BULKHEAD_CHECK(message.json.size() <= kMaxMessageBytes);
    boost::system::error_code error;
    boost::json::parse(message.json, error);
    BULKHEAD_CHECK(!error);
  }
  void operator()(const TabGone& gone) {
    const DeathDetail& detail = gone.detail;
    for (const auto& text : {detail.signal, detail.thread, detail.kind, detail.limit, detail.step, detail.syscall,
                             detail.message, detail.record, detail.status, detail.decision}) {
      CheckText(text);
    }
    BULKHEAD_CHECK(std::isfinite(gone.detect_ms) && gone.detect_ms >= 0);
  }
  void operator()(const ResourceRefused& refused) {
    CheckText(refused.url);
    CheckText(refused.reason);
  }
  // The browser's own words.
  template <class Other>
  void operator()(const Other&) {}
};

}  // namespace

void CheckEvent(const EventBody& body) {
  std::visit(Check(), body);
}

void CheckFacts(const PostMortem& facts) {
  CheckText(facts.script_source);
  CheckText(facts.injected_fault);
  CheckSteps(facts.steps);
  for (const auto& [layer, why] : facts.missing_layers) {
    CheckText(layer);
    CheckText(why);
  }
  for (const RawStack& stack : facts.stacks) {
    CheckText(stack.thread);
  }
}

void CheckProbeReport(const ProbeReport& report) {
  CheckText(report.attempt);
  CheckText(report.text);
}

void CheckMeasures(const TabSummary& summary) {
  BULKHEAD_CHECK(!summary.fps || (*summary.fps >= 0 && *summary.fps <= 60));
  if (summary.frame_gap_ms) {
    for (const double gap : {summary.frame_gap_ms->p50, summary.frame_gap_ms->p99, summary.frame_gap_ms->max}) {
      BULKHEAD_CHECK(std::isfinite(gap) && gap >= 0);
    }
  }
}

bool IsOfAPage(const EventBody& body) {
  return std::holds_alternative<TabTitle>(body) || std::holds_alternative<ConsoleEvent>(body) ||
         std::holds_alternative<TabError>(body) || std::holds_alternative<FaultFired>(body) ||
         std::holds_alternative<TabMessage>(body) || std::holds_alternative<TabFirstFrame>(body) ||
         std::holds_alternative<ResourceRefused>(body);
}

TabId TabOf(const EventBody& body) {
  return std::visit(
      [](const auto& event) -> TabId {
        if constexpr (requires { event.tab; }) {
          return event.tab;
        } else {
          return 0;
        }
      },
      body);
}

}  // namespace bulkhead
