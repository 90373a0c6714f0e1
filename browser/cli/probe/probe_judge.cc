#include "browser/cli/probe/probe_judge.h"

#include <algorithm>
#include <cstring>

#include "browser/cli/cause_words.h"

namespace bulkhead {
namespace {

constexpr int kReplacedExit = 42;  // renderer/probe/probe.h
constexpr const char* kAnyCall = "*";
constexpr const char* kKernel = "kernel";

// Stops that no option takes away.
bool IsAlways(std::string_view layer) {
  return layer == "spawn" || layer == "thread_guard";
}

std::string StopperOf(const ProbeAttempt& attempt, int error, const std::set<std::string>& applied) {
  for (const ProbeStop& stop : attempt.stops) {
    if (stop.error == error && (IsAlways(stop.layer) || applied.contains(std::string(stop.layer)))) {
      return std::string(stop.layer);
    }
  }
  return kKernel;
}

std::string With(std::string text, const std::string& more) {
  return more.empty() ? text : text + ": " + more;
}

void JudgeReport(const ProbeReport& report, const std::set<std::string>& applied, ProbeRow* row) {
  switch (report.outcome) {
    case ProbeOutcome::kBegun:
      return;
    case ProbeOutcome::kSucceeded:
      row->state = ProbeRow::State::kEscaped;
      row->got = With("succeeded", report.text);
      return;
    case ProbeOutcome::kRefused: {
      const char* name = ::strerrorname_np(report.error);
      row->state = ProbeRow::State::kStopped;
      row->got = With(name != nullptr ? name : "errno " + std::to_string(report.error), report.text);
      row->error = report.error;
      row->stopped_by = StopperOf(*row->attempt, report.error, applied);
      return;
    }
    case ProbeOutcome::kNothing:
      row->state = ProbeRow::State::kStopped;
      row->got = With("nothing reached", report.text);
      row->stopped_by = StopperOf(*row->attempt, kReachedNothing, applied);
      return;
    case ProbeOutcome::kNotTried:
      row->state = ProbeRow::State::kNotTried;
      row->got = With("not tried", report.text);
      return;
  }
}

void JudgeDeath(const TabGone& death, bool begun, const std::set<std::string>& applied, ProbeRow* row) {
  const ProbeAttempt& attempt = *row->attempt;
  row->got = CauseText(death.cause, death.detail);
  if (!begun) {
    row->got += " before it began";
    for (const std::optional<std::string>& more : {death.detail.message, death.detail.status, death.detail.record}) {
      row->got += more ? ", " + *more : "";
    }
    return;
  }
  if (death.cause == Cause::kSandboxViolation) {
    const std::string call = death.detail.syscall.value_or("unknown");
    row->got = "SIGSYS: " + call;
    const auto named = [&](std::string_view expected) { return expected == call || expected == kAnyCall; };
    // Killed at another call it was not stopped: the attempt itself was never made.
    if (std::ranges::any_of(attempt.calls, named)) {
      row->state = ProbeRow::State::kStopped;
      row->stopped_by = "seccomp";
    }
    return;
  }
  const ProbeKill& kill = attempt.kill;
  if (death.cause == Cause::kSignalled && !kill.by.empty() && death.detail.signal.value_or("") == kill.signal &&
      (kill.by == kKernel || applied.contains(std::string(kill.by)))) {
    row->state = ProbeRow::State::kStopped;
    row->stopped_by = kill.by;
    return;
  }
  if (attempt.replaces && death.cause == Cause::kNonZeroExit && death.detail.code == kReplacedExit) {
    row->state = ProbeRow::State::kEscaped;
    row->got = "succeeded: another program ran in its place";
  }
}

}  // namespace

ProbeRow JudgeProbe(const ProbeAttempt& attempt, const ProbeEvidence& evidence, const std::set<std::string>& applied) {
  ProbeRow row;
  row.attempt = &attempt;
  if (evidence.report) {
    JudgeReport(*evidence.report, applied, &row);
  } else if (evidence.death) {
    JudgeDeath(*evidence.death, evidence.begun, applied, &row);
  } else {
    row.got = evidence.failure;
  }
  return row;
}

}  // namespace bulkhead
