#include "browser/core/cause_of.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstring>

#include "tests/unit/browser/crash_area_bytes.h"

namespace bulkhead {
namespace {

constexpr int Exited(int code) { return code << 8; }
constexpr int Killed(int signal) { return signal; }

DeathEvidence Evidence(int status) {
  DeathEvidence evidence;
  evidence.wait_status = status;
  evidence.hello = true;
  return evidence;
}

DeathEvidence WithRecord(int status, int signal, uint64_t address = 0) {
  DeathEvidence evidence = Evidence(status);
  CrashAreaBytes area;
  CrashRecord& record = area.Crash(0, signal, "main");
  record.address = address;
  record.frame_count = 1;
  record.frames[0] = 0x5010;
  evidence.record = ParseCrashArea(area.bytes());
  return evidence;
}

const ModuleRange kModule{"/usr/bin/renderer", 0x4000, 0x5000, 0x6000};

Death Judge(const DeathEvidence& evidence) {
  return CauseOf(evidence, std::span(&kModule, 1));
}

TEST(CauseOfTest, ACleanExitNeedsBothAGoodbyeAndTheCode) {
  DeathEvidence evidence = Evidence(Exited(0));
  EXPECT_EQ(Judge(evidence).cause, Cause::kExitWithoutGoodbye);
  evidence.goodbye = true;
  EXPECT_EQ(Judge(evidence).cause, Cause::kCleanExit);
  evidence.wait_status = Exited(3);
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kNonZeroExit);
  EXPECT_EQ(death.detail.code, 3);
  EXPECT_EQ(death.detail.status, "exit code 3");
}

TEST(CauseOfTest, ACompleteRecordThatAgreesNamesTheSignal) {
  for (const int status : {Exited(128 + SIGSEGV), Killed(SIGSEGV)}) {
    const Death death = Judge(WithRecord(status, SIGSEGV, 0x10));
    EXPECT_EQ(death.cause, Cause::kSignalled);
    EXPECT_EQ(death.detail.signal, "SIGSEGV");
    EXPECT_EQ(death.detail.address, 0x10u);
    EXPECT_EQ(death.detail.thread, "main");
    ASSERT_EQ(death.detail.frames.size(), 1u);
    EXPECT_EQ(death.detail.frames[0].module, "/usr/bin/renderer");
    EXPECT_EQ(death.detail.frames[0].offset, 0x1010u);
    EXPECT_EQ(death.detail.record, "SIGSEGV at 0x10 in main");
    EXPECT_FALSE(death.detail.decision);
  }
}

TEST(CauseOfTest, AnAbortIsAtNoAddress) {
  DeathEvidence evidence = WithRecord(Exited(128 + SIGABRT), SIGABRT, 0x10);
  evidence.record.threads[0].code = SI_TKILL;
  evidence.record.threads[0].sender_pid = 1;
  const Death death = Judge(evidence);
  EXPECT_EQ(death.detail.signal, "SIGABRT");
  EXPECT_FALSE(death.detail.address);
  EXPECT_EQ(death.detail.record, "SIGABRT in main");
}

TEST(CauseOfTest, AThreadThatWasOnlyStoppedNamesNoCause) {
  DeathEvidence evidence = Evidence(Exited(128 + SIGSEGV));
  CrashAreaBytes area;
  area.Crash(0, SIGSEGV, "main").role = CrashRecord::kStopped;
  evidence.record = ParseCrashArea(area.bytes());
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kNonZeroExit);
  EXPECT_FALSE(death.detail.record);
}

TEST(CauseOfTest, WhereAHungThreadStoodIsInTheDetail) {
  DeathEvidence evidence = Evidence(Killed(SIGKILL));
  CrashAreaBytes area;
  CrashRecord& record = area.Crash(0, 0, "main");
  record.role = CrashRecord::kStopped;
  record.frame_count = 1;
  record.frames[0] = 0x5010;
  evidence.record = ParseCrashArea(area.bytes());
  evidence.decision = Death{Cause::kHang, {}};
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kHang);
  ASSERT_EQ(death.detail.frames.size(), 1u);
  EXPECT_EQ(death.detail.frames[0].offset, 0x1010u);
}

TEST(CauseOfTest, WhatAnAbortWasIsItsKind) {
  const auto kind = [](const char* message, uint32_t remarks) {
    DeathEvidence evidence = Evidence(Exited(128 + SIGABRT));
    CrashAreaBytes area;
    CrashRecord& record = area.Crash(0, SIGABRT, "main");
    std::strcpy(record.message, message);
    record.remarks = remarks;
    evidence.record = ParseCrashArea(area.bytes());
    return Judge(evidence).detail.kind.value_or("");
  };
  EXPECT_EQ(kind("a tile is gone", CrashRecord::kUncaughtException), "uncaught exception");
  EXPECT_EQ(kind("free(): double free detected in tcache 2", 0), "double free");
  EXPECT_EQ(kind("double free or corruption (fasttop)", 0), "double free");
  EXPECT_EQ(kind("malloc(): corrupted top size", 0), "broken heap");
  EXPECT_EQ(kind("a.cc:7: Assertion `x' failed.", 0), "");
  EXPECT_EQ(kind("", CrashRecord::kWalkFaulted), "partial stack");
}

TEST(CauseOfTest, ARecordThatDisagreesIsShownAsClaimed) {
  const Death death = Judge(WithRecord(Exited(7), SIGSEGV));
  EXPECT_EQ(death.cause, Cause::kNonZeroExit);
  EXPECT_EQ(death.detail.record, "claims SIGSEGV at 0x0 in main");
  EXPECT_FALSE(death.detail.signal);
  EXPECT_EQ(Judge(WithRecord(Killed(SIGKILL), SIGSEGV)).cause, Cause::kKilledExternally);
}

TEST(CauseOfTest, AHighExitCodeWithoutARecordIsJustThat) {
  EXPECT_EQ(Judge(Evidence(Exited(139))).cause, Cause::kNonZeroExit);
}

TEST(CauseOfTest, AnUnfinishedRecordIsAPartialStack) {
  DeathEvidence evidence = WithRecord(Exited(128 + SIGSEGV), SIGSEGV);
  evidence.record.threads[0].complete = false;
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kSignalled);
  EXPECT_EQ(death.detail.kind, "partial stack");
  evidence.wait_status.reset();
  EXPECT_EQ(Judge(evidence).cause, Cause::kInternal);
}

TEST(CauseOfTest, AnAddressAtTheStacksLowEndIsAnOverflow) {
  const uint64_t low = 0x7f0000000000;
  for (const auto& [address, expected] : std::initializer_list<std::pair<uint64_t, bool>>{
           {low - 8, true}, {low + 100, true}, {low - 2 * 1024 * 1024, false}, {low + 1024 * 1024, false}, {0, false}}) {
    DeathEvidence evidence = WithRecord(Exited(128 + SIGSEGV), SIGSEGV, address);
    evidence.record.threads[0].stack_low = low;
    EXPECT_EQ(Judge(evidence).detail.kind == "stack overflow", expected) << address;
  }
}

TEST(CauseOfTest, ASignalFromOutsideIsTold) {
  DeathEvidence evidence = WithRecord(Exited(128 + SIGABRT), SIGABRT);
  evidence.record.threads[0].code = SI_USER;
  EXPECT_EQ(Judge(evidence).detail.kind, "sent from outside");
  EXPECT_FALSE(Judge(evidence).detail.address);
  evidence.record.threads[0].code = SI_TKILL;
  evidence.record.threads[0].sender_pid = 1;  // abort() in PID 1
  EXPECT_FALSE(Judge(evidence).detail.kind);
}

TEST(CauseOfTest, KillWithoutADecisionCameFromOutside) {
  const Death death = Judge(Evidence(Killed(SIGKILL)));
  EXPECT_EQ(death.cause, Cause::kKilledExternally);
  EXPECT_EQ(death.detail.signal, "SIGKILL");
  EXPECT_EQ(death.detail.status, "killed by SIGKILL");
}

TEST(CauseOfTest, SigsysIsAViolation) {
  // Without a record: the signal was blocked or ignored, so the kernel forced it.
  EXPECT_EQ(Judge(Evidence(Killed(SIGSYS))).cause, Cause::kSandboxViolation);
  EXPECT_EQ(Judge(Evidence(Killed(SIGSYS))).detail.syscall, "unknown");
  DeathEvidence evidence = WithRecord(Exited(128 + SIGSYS), SIGSYS);
  evidence.record.threads[0].call = SYS_openat;
  evidence.record.threads[0].call_architecture = AUDIT_ARCH_X86_64;
  evidence.record.threads[0].arguments = {1, 2, 3, 4, 5, 6};
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kSandboxViolation);
  EXPECT_EQ(death.detail.syscall, "openat");
  EXPECT_EQ(death.detail.args, (std::vector<uint64_t>{1, 2, 3, 4, 5, 6}));
}

TEST(CauseOfTest, ASigsysThatSomebodySentIsASignalLikeOthers) {
  DeathEvidence evidence = WithRecord(Exited(128 + SIGSYS), SIGSYS);
  evidence.record.threads[0].code = SI_USER;
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kSignalled);
  EXPECT_EQ(death.detail.kind, "sent from outside");
}

TEST(CauseOfTest, LateThreadsAreToldWithTheDeath) {
  DeathEvidence evidence = Evidence(Exited(3));
  evidence.record.late_threads = 2;
  evidence.record.late_thread_frames = {0x5010};
  EXPECT_EQ(Judge(evidence).detail.record, "2 late threads refused, the first asked for by /usr/bin/renderer+0x1010");
}

TEST(CauseOfTest, TheBrowsersOwnDecisionComesFirst) {
  DeathEvidence evidence = WithRecord(Exited(128 + SIGSEGV), SIGSEGV);
  evidence.decision = Death{Cause::kBadMessage, {}};
  evidence.decision->detail.rule = {1, "header"};
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kBadMessage);
  EXPECT_EQ(death.detail.rule->first, 1);
  EXPECT_EQ(death.detail.decision, "BadMessage");
  EXPECT_EQ(death.detail.record, "SIGSEGV at 0x0 in main");
  EXPECT_EQ(death.detail.status, "exit code 139");
}

TEST(CauseOfTest, StartUpSaysWhereItFailed) {
  CrashAreaBytes area;
  area.Step("landlock", 1);
  area.area()->failed_error = EPERM;
  std::strcpy(area.area()->failed_step, "seccomp");
  std::strcpy(area.area()->failed_why, "refused");
  DeathEvidence evidence;
  evidence.wait_status = Exited(125);
  evidence.record = ParseCrashArea(area.bytes());
  Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kStartupFailed);
  EXPECT_EQ(death.detail.step, "seccomp");
  EXPECT_EQ(death.detail.error, EPERM);
  EXPECT_EQ(death.detail.message, "refused");
  EXPECT_EQ(death.detail.record, "start-up failed at seccomp");
  // Without that word: the last step that was reached.
  evidence.record.failed_step.clear();
  evidence.record.failed_error = 0;
  evidence.wait_status = Exited(1);
  death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kStartupFailed);
  EXPECT_EQ(death.detail.step, "landlock");
  EXPECT_EQ(death.detail.code, 1);
  // After Hello the same code means nothing special.
  evidence.hello = true;
  evidence.wait_status = Exited(125);
  EXPECT_EQ(Judge(evidence).cause, Cause::kNonZeroExit);
}

TEST(CauseOfTest, ALostCompartmentTakesTheBlameForItsKills) {
  DeathEvidence evidence;
  evidence.hello = true;
  evidence.compartment_lost = true;
  Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kCompartmentLost);
  EXPECT_EQ(death.detail.status, "unknown");
  evidence.wait_status = Killed(SIGKILL);
  EXPECT_EQ(Judge(evidence).cause, Cause::kCompartmentLost);
  // One that had crashed before keeps its own story.
  evidence = WithRecord(0, SIGSEGV);
  evidence.wait_status.reset();
  evidence.compartment_lost = true;
  EXPECT_EQ(Judge(evidence).cause, Cause::kSignalled);
}

TEST(CauseOfTest, AnUnknownStatusIsNotNought) {
  DeathEvidence evidence;
  evidence.hello = evidence.goodbye = true;
  const Death death = Judge(evidence);
  EXPECT_EQ(death.cause, Cause::kInternal);
  EXPECT_EQ(death.detail.status, "unknown");
}

TEST(CauseOfTest, TwoCrashesAreOneReport) {
  CrashAreaBytes area;
  area.Crash(0, SIGABRT, "main").at_ns = 20;
  area.Crash(1, SIGSEGV, "compositor").at_ns = 10;
  DeathEvidence evidence = Evidence(Exited(128 + SIGSEGV));
  evidence.record = ParseCrashArea(area.bytes());
  const Death death = Judge(evidence);
  EXPECT_EQ(death.detail.thread, "compositor");
  EXPECT_EQ(death.detail.record, "SIGSEGV at 0x0 in compositor; 2 threads crashed");
}

TEST(LastSignTest, OurOwnDecisionThenTheRecordThenWhatWasNoticed) {
  using namespace std::chrono_literals;
  const TimePoint start = TimePoint{} + 1h;
  LastSign sign;
  sign.forked = start;
  sign.noticed = start + 50ms;
  const TimePoint now = start + 60ms;
  EXPECT_EQ(LastSignOfLife(sign, now), start + 50ms);
  sign.record_ns = static_cast<uint64_t>(std::chrono::nanoseconds((start + 40ms).time_since_epoch()).count());
  EXPECT_EQ(LastSignOfLife(sign, now), start + 40ms);
  sign.decided = start + 10ms;
  EXPECT_EQ(LastSignOfLife(sign, now), start + 10ms);
}

TEST(LastSignTest, ARecordFromBeforeTheForkOrTheFutureIsNotBelieved) {
  using namespace std::chrono_literals;
  const TimePoint start = TimePoint{} + 1h;
  LastSign sign;
  sign.forked = start;
  sign.noticed = start + 50ms;
  sign.record_ns = 1;
  EXPECT_EQ(LastSignOfLife(sign, start + 60ms), start + 50ms);
  sign.record_ns = ~uint64_t{0} / 4;
  EXPECT_EQ(LastSignOfLife(sign, start + 60ms), start + 50ms);
}

TEST(CauseOfTest, OneThatLeftItsBrowserSaysWhy) {
  CrashAreaBytes area;
  std::snprintf(area.area()->failed_why, sizeof(CrashArea::failed_why), "the control channel ends: end of stream");
  for (const bool hello : {true, false}) {
    DeathEvidence evidence = Evidence(Exited(kBrowserGoneExit));
    evidence.hello = hello;
    evidence.record = ParseCrashArea(area.bytes());
    const Death death = Judge(evidence);
    EXPECT_EQ(death.cause, hello ? Cause::kNonZeroExit : Cause::kStartupFailed);
    EXPECT_EQ(death.detail.message, "the control channel ends: end of stream");
  }
  DeathEvidence other = Evidence(Exited(3));
  other.record = ParseCrashArea(area.bytes());
  EXPECT_FALSE(Judge(other).detail.message);
}

}  // namespace
}  // namespace bulkhead
