#include "browser/cli/probe/probe_judge.h"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::HasSubstr;
using State = ProbeRow::State;

const ProbeAttempt kOpen = {"file.open", "open a file", {"openat", "open"},
                            {{"landlock", EACCES}, {"root", ENOENT}, {"root", EACCES}, {"root", kReachedNothing}}};
const ProbeAttempt kExec = {"process.exec", "become another", {"execve"}, {}, true, {"rlimits", "SIGXFSZ"}};

ProbeEvidence Said(ProbeOutcome outcome, int error = 0, std::string text = {}) {
  ProbeEvidence evidence;
  evidence.begun = true;
  evidence.report = ProbeReport{1, "file.open", outcome, error, std::move(text)};
  // Each renderer ends after its attempt: that is no result.
  evidence.death = TabGone{1, 1, Cause::kExitWithoutGoodbye, {}, 0};
  return evidence;
}

ProbeEvidence Died(Cause cause, DeathDetail detail = {}) {
  ProbeEvidence evidence;
  evidence.begun = true;
  evidence.death = TabGone{1, 1, cause, std::move(detail), 0};
  return evidence;
}

ProbeEvidence Violated(const std::string& call) {
  DeathDetail detail;
  detail.syscall = call;
  return Died(Cause::kSandboxViolation, detail);
}

TEST(ProbeJudge, ASuccessEscaped) {
  const ProbeRow row = JudgeProbe(kOpen, Said(ProbeOutcome::kSucceeded, 0, "it was read"), {"root"});
  EXPECT_EQ(row.state, State::kEscaped);
  EXPECT_EQ(row.got, "succeeded: it was read");
  EXPECT_EQ(row.stopped_by, "");
}

TEST(ProbeJudge, AnErrorWasStoppedByTheFirstAppliedLayerThatAnswersSo) {
  const ProbeEvidence refused = Said(ProbeOutcome::kRefused, EACCES);
  EXPECT_EQ(JudgeProbe(kOpen, refused, {"landlock", "root"}).stopped_by, "landlock");
  EXPECT_EQ(JudgeProbe(kOpen, refused, {"root"}).stopped_by, "root");
  EXPECT_EQ(JudgeProbe(kOpen, refused, {"net"}).stopped_by, "kernel");
  EXPECT_EQ(JudgeProbe(kOpen, Said(ProbeOutcome::kRefused, ENOENT), {"landlock", "root"}).stopped_by, "root");
  const ProbeRow row = JudgeProbe(kOpen, refused, {"root"});
  EXPECT_EQ(row.state, State::kStopped);
  EXPECT_EQ(row.got, "EACCES");
  EXPECT_EQ(row.error, EACCES);
}

TEST(ProbeJudge, WhatReachedNothingWasStopped) {
  const ProbeRow row = JudgeProbe(kOpen, Said(ProbeOutcome::kNothing, 0, "empty"), {"root"});
  EXPECT_EQ(row.state, State::kStopped);
  EXPECT_EQ(row.got, "nothing reached: empty");
  EXPECT_EQ(row.stopped_by, "root");
  EXPECT_EQ(row.error, std::nullopt);
}

TEST(ProbeJudge, WhatIsNoLayerIsAlwaysThere) {
  const ProbeAttempt secret = {"secret.memory", "", {}, {{"spawn", kReachedNothing}}};
  EXPECT_EQ(JudgeProbe(secret, Said(ProbeOutcome::kNothing), {}).stopped_by, "spawn");
}

TEST(ProbeJudge, AnAttemptThatWasNotMadeIsNeitherStoppedNorEscaped) {
  const ProbeRow row = JudgeProbe(kOpen, Said(ProbeOutcome::kNotTried, 0, "nothing planted"), {"root"});
  EXPECT_EQ(row.state, State::kNotTried);
  EXPECT_EQ(row.got, "not tried: nothing planted");
}

TEST(ProbeJudge, TheFilterStoppedItIfItNamesTheAttemptsCall) {
  const ProbeRow row = JudgeProbe(kOpen, Violated("openat"), {"seccomp"});
  EXPECT_EQ(row.state, State::kStopped);
  EXPECT_EQ(row.stopped_by, "seccomp");
  EXPECT_EQ(row.got, "SIGSYS: openat");
}

TEST(ProbeJudge, KilledAtAnotherCallItWasNeverMade) {
  EXPECT_EQ(JudgeProbe(kOpen, Violated("getrandom"), {"seccomp"}).state, State::kUnclear);
  EXPECT_EQ(JudgeProbe(kOpen, Violated("unknown"), {"seccomp"}).state, State::kUnclear);
  EXPECT_EQ(JudgeProbe(kOpen, Died(Cause::kSandboxViolation), {"seccomp"}).state, State::kUnclear);
  const ProbeAttempt any = {"abi.blocked", "", {"*"}, {}};
  EXPECT_EQ(JudgeProbe(any, Violated("unknown"), {"seccomp"}).stopped_by, "seccomp");
}

TEST(ProbeJudge, ADeathBeforeTheAttemptSaysNothing) {
  ProbeEvidence evidence = Violated("openat");
  evidence.begun = false;
  const ProbeRow row = JudgeProbe(kOpen, evidence, {"seccomp"});
  EXPECT_EQ(row.state, State::kUnclear);
  EXPECT_THAT(row.got, HasSubstr("before it began"));
}

TEST(ProbeJudge, AnotherProgramInItsPlaceEscaped) {
  DeathDetail detail;
  detail.code = 42;
  EXPECT_EQ(JudgeProbe(kExec, Died(Cause::kNonZeroExit, detail), {}).state, State::kEscaped);
  EXPECT_EQ(JudgeProbe(kOpen, Died(Cause::kNonZeroExit, detail), {}).state, State::kUnclear);
  detail.code = 1;
  EXPECT_EQ(JudgeProbe(kExec, Died(Cause::kNonZeroExit, detail), {}).state, State::kUnclear);
}

TEST(ProbeJudge, ASignalStopsWhereALayerSendsIt) {
  DeathDetail detail;
  detail.signal = "SIGXFSZ";
  EXPECT_EQ(JudgeProbe(kExec, Died(Cause::kSignalled, detail), {"rlimits"}).stopped_by, "rlimits");
  EXPECT_EQ(JudgeProbe(kExec, Died(Cause::kSignalled, detail), {}).state, State::kUnclear);
  detail.signal = "SIGSEGV";
  EXPECT_EQ(JudgeProbe(kExec, Died(Cause::kSignalled, detail), {"rlimits"}).state, State::kUnclear);
}

TEST(ProbeJudge, NoAnswerIsUnclear) {
  ProbeEvidence evidence;
  evidence.failure = "no answer";
  const ProbeRow row = JudgeProbe(kOpen, evidence, {});
  EXPECT_EQ(row.state, State::kUnclear);
  EXPECT_EQ(row.got, "no answer");
}

}  // namespace
}  // namespace bulkhead
