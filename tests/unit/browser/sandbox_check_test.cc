// The judgement of texts as a kernel (Linux 6.18) wrote them, with thread names that try to lie.
#include "browser/core/sandbox_check.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using FindingKind = SandboxFinding::Kind;

constexpr SandboxClaims kAllClaims{true, true, true};

struct Figures {
  std::string name = "main";  // as the kernel prints it: line breaks and backslashes escaped, nothing else
  std::string state = "S (sleeping)";
  int threads = 5;
  std::string inheritable = "0000000000000000";
  std::string permitted = "0000000000000000";
  std::string effective = "0000000000000000";
  std::string bounding = "0000000000000000";
  std::string ambient = "0000000000000000";
  std::string no_new_privs = "1";
  std::string seccomp = "2";
};

std::string Text(const Figures& figures) {
  return "Name:\t" + figures.name + "\nUmask:\t0077\nState:\t" + figures.state +
         "\nTgid:\t20575\nNgid:\t0\nPid:\t20575\nPPid:\t20569\nTracerPid:\t0\nUid:\t65534\t65534\t65534\t65534\n"
         "Gid:\t65534\t65534\t65534\t65534\nFDSize:\t64\nGroups:\t \nNStgid:\t20575\t9\t1\nNSpid:\t20575\t9\t1\n"
         "Kthread:\t0\nVmPeak:\t71238124 kB\nVmHWM:\t   13936 kB\nRssAnon:\t    7132 kB\nVmPTE:\t      92 kB\n"
         "VmSwap:\t       0 kB\nCoreDumping:\t0\nTHP_enabled:\t1\nThreads:\t" +
         std::to_string(figures.threads) +
         "\nSigQ:\t1/96364\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\nSigBlk:\t0000000000000000\n"
         "SigIgn:\t0000000001001000\nSigCgt:\t0000000100000002\nCapInh:\t" +
         figures.inheritable + "\nCapPrm:\t" + figures.permitted + "\nCapEff:\t" + figures.effective + "\nCapBnd:\t" +
         figures.bounding + "\nCapAmb:\t" + figures.ambient + "\nNoNewPrivs:\t" + figures.no_new_privs +
         (figures.seccomp.empty() ? "" : "\nSeccomp:\t" + figures.seccomp + "\nSeccomp_filters:\t1") +
         "\nSpeculation_Store_Bypass:\tvulnerable\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\nvoluntary_ctxt_switches:\t29\n";
}

SandboxSight Sight(int threads = 5) {
  Figures figures;
  figures.threads = threads;
  SandboxSight sight{Text(figures), {}};
  for (const char* name : {"main", "compositor", "worker-1", "worker-2", "script watchdog"}) {
    if (static_cast<int>(sight.threads.size()) < threads) {
      figures.name = name;
      sight.threads.push_back(Text(figures));
    }
  }
  return sight;
}

TEST(SandboxCheckTest, WhatIsClaimedIsSeen) {
  const SandboxFinding finding = CheckSandbox(kAllClaims, 5, Sight());
  EXPECT_EQ(finding.kind, FindingKind::kAsClaimed) << finding.what;
}

TEST(SandboxCheckTest, EveryFigureOfEveryThreadCounts) {
  const struct {
    std::string Figures::*figure;
    const char* value;
    const char* what;
  } cases[] = {
      {&Figures::inheritable, "0000000000000400", "CapInh is 0000000000000400, not 0000000000000000"},
      {&Figures::permitted, "0000000000200000", "CapPrm is 0000000000200000, not 0000000000000000"},
      {&Figures::effective, "000001fffeffffff", "CapEff is 000001fffeffffff, not 0000000000000000"},
      {&Figures::bounding, "0000000000000001", "CapBnd is 0000000000000001, not 0000000000000000"},
      {&Figures::ambient, "8000000000000000", "CapAmb is 8000000000000000, not 0000000000000000"},
      {&Figures::no_new_privs, "0", "NoNewPrivs is 0, not 1"},
      {&Figures::seccomp, "0", "Seccomp is 0, not 2"},
      {&Figures::seccomp, "1", "Seccomp is 1, not 2"},
      {&Figures::seccomp, "22", "Seccomp is 22, not 2"},
      {&Figures::seccomp, "", "Seccomp is not there"},
  };
  for (const auto& one : cases) {
    for (size_t thread = 0; thread < 5; ++thread) {
      SandboxSight sight = Sight();
      Figures figures;
      figures.name = "one of five";
      figures.*one.figure = one.value;
      sight.threads[thread] = Text(figures);
      const SandboxFinding finding = CheckSandbox(kAllClaims, 5, sight);
      EXPECT_EQ(finding.kind, FindingKind::kMismatch) << one.what;
      EXPECT_EQ(finding.what, one.what);
      EXPECT_EQ(finding.thread, "one of five");
    }
    SandboxSight sight = Sight();
    Figures figures;
    figures.*one.figure = one.value;
    sight.process = Text(figures);
    EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, one.what);
    EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).thread, "");
  }
}

TEST(SandboxCheckTest, ALayerThatIsNotClaimedIsNotChecked) {
  SandboxSight sight = Sight();
  Figures figures;
  figures.effective = "000001fffeffffff";
  figures.no_new_privs = "0";
  figures.seccomp = "0";
  sight.threads[3] = Text(figures);
  EXPECT_EQ(CheckSandbox({}, 5, sight).kind, FindingKind::kAsClaimed);
  EXPECT_EQ(CheckSandbox({true, false, false}, 5, sight).what, "CapEff is 000001fffeffffff, not 0000000000000000");
  EXPECT_EQ(CheckSandbox({false, true, false}, 5, sight).what, "NoNewPrivs is 0, not 1");
  EXPECT_EQ(CheckSandbox({false, false, true}, 5, sight).what, "Seccomp is 0, not 2");
}

TEST(SandboxCheckTest, AThreadsNameProvesNothing) {
  for (const char* name : {"Seccomp:\t2", "a\\nSeccomp:\t2", "\\nSeccomp:\t2\\n"}) {
    SandboxSight sight = Sight();
    Figures figures;
    figures.name = name;
    sight.threads[4] = Text(figures);
    EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).kind, FindingKind::kAsClaimed) << name;
    figures.seccomp = "0";
    sight.threads[4] = Text(figures);
    EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "Seccomp is 0, not 2") << name;
    figures.seccomp = "";
    sight.threads[4] = Text(figures);
    EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "Seccomp is not there") << name;
  }
}

TEST(SandboxCheckTest, ALineThatIsThereTwiceIsNoProof) {
  SandboxSight sight = Sight();
  sight.threads[2] = "Name:\tx\nSeccomp:\t2\n" + sight.threads[2];
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "Seccomp is there twice");
}

TEST(SandboxCheckTest, AHostileNameIsSanitisedWhereItIsTold) {
  SandboxSight sight = Sight();
  Figures figures;
  figures.name = "\x1b[2J\x1b[31mowned";
  figures.seccomp = "0";
  sight.threads[1] = Text(figures);
  const SandboxFinding finding = CheckSandbox(kAllClaims, 5, sight);
  EXPECT_EQ(finding.thread.find('\x1b'), std::string::npos);
  EXPECT_NE(finding.thread.find("owned"), std::string::npos);
}

TEST(SandboxCheckTest, MoreThreadsThanSaidIsAMismatch) {
  SandboxSight sight = Sight();
  EXPECT_EQ(CheckSandbox(kAllClaims, 4, sight).kind, FindingKind::kMismatch);
  EXPECT_EQ(CheckSandbox(kAllClaims, 4, sight).what, "4 threads said, 5 seen");
  // One that began between the two looks.
  sight.threads.push_back(sight.threads.back());
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "5 threads said, 6 seen");
  Figures figures;
  figures.threads = 7;
  sight = Sight();
  sight.process = Text(figures);
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "5 threads said, 7 seen");
}

TEST(SandboxCheckTest, FewerThreadsMayBeAnEnd) {
  SandboxSight sight = Sight(4);
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).kind, FindingKind::kFewerThreads);
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).what, "5 threads said, 4 seen");
  sight = Sight();
  sight.threads.pop_back();
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).kind, FindingKind::kFewerThreads);
  // It excuses no wrong figure.
  Figures figures;
  figures.seccomp = "0";
  sight.threads[0] = Text(figures);
  EXPECT_EQ(CheckSandbox(kAllClaims, 5, sight).kind, FindingKind::kMismatch);
}

TEST(SandboxCheckTest, OnlyAppliedIsAClaim) {
  const LayerStates layers = {
      {"user", "applied"}, {"capabilities", "not built"}, {"no_new_privs", "applied"}, {"seccomp", "off"}};
  const SandboxClaims claims = SandboxClaims::Of(layers);
  EXPECT_FALSE(claims.capabilities);
  EXPECT_TRUE(claims.no_new_privs);
  EXPECT_FALSE(claims.seccomp);
  EXPECT_TRUE(SandboxClaims::Of(LayerStates{{"seccomp", "applied"}}).seccomp);
  EXPECT_FALSE(SandboxClaims::Of({}).no_new_privs);
}

TEST(SandboxCheckTest, AFilterThatOnlyWatchesIsAFilterToo) {
  EXPECT_TRUE(SandboxClaims::Of({{"seccomp", "learning: calls are logged, not stopped"}}).seccomp);
  EXPECT_FALSE(SandboxClaims::Of({{"capabilities", "learning: calls are logged, not stopped"}}).capabilities);
  EXPECT_FALSE(SandboxClaims::Of({{"seccomp", "left out by option"}}).seccomp);
}

}  // namespace
}  // namespace bulkhead
