// The whole host: real compartment, real renderers.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <set>

#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class HostTest : public HostFixture {};

TEST_F(HostTest, OpensAPageAndClosesItInOrder) {
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  const Summary summary = Shutdown();
  EXPECT_EQ(Story(tab), "starting live closed");
  ASSERT_FALSE(events_.empty());
  EXPECT_TRUE(std::holds_alternative<HostStart>(events_.front().body));
  EXPECT_TRUE(std::holds_alternative<Summary>(events_.back().body));
  for (size_t i = 1; i < events_.size(); ++i) {
    EXPECT_GE(events_[i].t, events_[i - 1].t);
  }
  ASSERT_EQ(summary.tabs.size(), 1u);
  EXPECT_EQ(summary.tabs[0].state, TabState::kLive);
  EXPECT_FALSE(summary.tabs[0].cause);
  EXPECT_GT(summary.tabs[0].peak_rss_kib.value_or(0), 0u);  // however short its life
  EXPECT_EQ(summary.tabs[0].generations, 1u);
  EXPECT_EQ(summary.host.zombies, 0u);
  EXPECT_EQ(summary.host.orphans, 0u);
  EXPECT_EQ(summary.host.leaked_fds, 0u);
  EXPECT_GT(summary.host.messages_in, 0u);
  EXPECT_EQ(summary.host.bad_messages, 0u);
}

TEST_F(HostTest, APageWhoseFileNameIsNotUtf8Loads) {
  Start();
  const TabId tab = Open("caf\xe9.html");
  ASSERT_TRUE(RunUntil([&] { return Last<TabFirstFrame>(tab) != nullptr || Last<TabGone>(tab) != nullptr; }));
  EXPECT_EQ(Story(tab), "starting live");
}

TEST_F(HostTest, LiveNamesAProcessThatIsThere) {
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  const TabLive* live = Last<TabLive>(tab);
  ASSERT_NE(live, nullptr);
  EXPECT_EQ(::kill(live->pid, 0), 0);
  EXPECT_FALSE(live->steps.empty());
  EXPECT_GE(live->startup_ms, 0);
}

TEST_F(HostTest, AKillFromOutsideIsToldAndTheTabComesBack) {
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  const pid_t first = Last<TabLive>(tab)->pid;
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  ASSERT_TRUE(RunUntil([&] { return All<TabLive>(tab).size() == 2; }));
  EXPECT_EQ(Story(tab), "starting live KilledExternally restarting starting live");
  const TabGone* gone = Last<TabGone>(tab);
  EXPECT_EQ(gone->generation, 1u);
  EXPECT_EQ(gone->detail.status, "killed by SIGKILL");
  EXPECT_LT(gone->detect_ms, 1000);
  EXPECT_NE(Last<TabLive>(tab)->pid, first);
  EXPECT_EQ(Last<TabLive>(tab)->generation, 2u);
  const Summary summary = Shutdown();
  EXPECT_EQ(summary.tabs[0].cause, Cause::kKilledExternally);
  EXPECT_EQ(summary.tabs[0].generations, 2u);
}

class StoppedInitTest : public HostTest {
 protected:
  // A tab whose renderer gets `signal` while init is stopped and cannot say what became of it.
  void EndATab(int signal) {
    HostOptions options = Options();
    options.restart.mode = RestartMode::kNever;
    Start(options);
    tab_ = Open();
    ASSERT_TRUE(RunUntilState(tab_, TabState::kLive));
    const pid_t init = InitPid();
    ASSERT_EQ(::kill(init, SIGSTOP), 0);
    ASSERT_EQ(::kill(Last<TabLive>(tab_)->pid, signal), 0);
    EXPECT_TRUE(RunUntilState(tab_, TabState::kGone));
    EXPECT_EQ(::kill(init, SIGCONT), 0);
    ASSERT_NE(Last<TabGone>(tab_), nullptr);
  }
  TabId tab_ = 0;
};

TEST_F(StoppedInitTest, AKillFromOutsideIsToldWithoutInitsWord) {
  ASSERT_NO_FATAL_FAILURE(EndATab(SIGKILL));
  // Nobody but root is shown how a process ended that is not dumpable and not reaped.
  const bool shown = ::geteuid() == 0;
  EXPECT_EQ(Last<TabGone>(tab_)->cause, shown ? Cause::kKilledExternally : Cause::kInternal);
  EXPECT_EQ(Last<TabGone>(tab_)->detail.status, shown ? "killed by SIGKILL" : "unknown");
}

TEST_F(StoppedInitTest, ACrashIsToldAtOnce) {
  ASSERT_NO_FATAL_FAILURE(EndATab(SIGSEGV));
  EXPECT_EQ(Last<TabGone>(tab_)->cause, Cause::kSignalled);
  EXPECT_EQ(Last<TabGone>(tab_)->detail.status, ::geteuid() == 0 ? "exit code 139" : "unknown");
}

TEST_F(HostTest, ATabThatDiesAgainAndAgainIsGivenUp) {
  HostOptions options = Options();
  options.restart.first_delay = 1ms;
  options.restart.max_delay = 10ms;
  Start(options);
  const TabId tab = Open();
  for (int life = 1; life <= 4; ++life) {
    ASSERT_TRUE(RunUntil([&] { return All<TabLive>(tab).size() == static_cast<size_t>(life); }));
    ASSERT_EQ(::kill(Last<TabLive>(tab)->pid, SIGKILL), 0);
    ASSERT_TRUE(RunUntil([&] { return All<TabGone>(tab).size() == static_cast<size_t>(life); }));
  }
  ASSERT_TRUE(RunUntilState(tab, TabState::kGaveUp));
  EXPECT_EQ(Shutdown().tabs[0].state, TabState::kGaveUp);
}

TEST_F(HostTest, ASignalWithAHandlerFromOutsideSaysSo) {
  HostOptions options = Options();
  options.restart.mode = RestartMode::kNever;
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  ASSERT_EQ(::kill(Last<TabLive>(tab)->pid, SIGSEGV), 0);
  ASSERT_TRUE(RunUntilState(tab, TabState::kGone));
  const TabGone* gone = Last<TabGone>(tab);
  EXPECT_EQ(gone->cause, Cause::kSignalled);
  EXPECT_EQ(gone->detail.signal, "SIGSEGV");
  EXPECT_EQ(gone->detail.kind, "sent from outside");
  EXPECT_FALSE(gone->detail.frames.empty());
}

TEST_F(HostTest, TermHupAndIntDoNothing) {
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    ASSERT_EQ(::kill(Last<TabLive>(tab)->pid, signal), 0);
  }
  Shutdown();
  EXPECT_EQ(Story(tab), "starting live closed");
}

TEST_F(HostTest, AStoppedRendererIsToldAndResumedOnce) {
  HostOptions options = Options();
  options.hang.warn = 300ms;
  options.hang.kill = 5s;
  options.restart.mode = RestartMode::kNever;
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  const pid_t pid = Last<TabLive>(tab)->pid;
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  ASSERT_TRUE(RunUntilState(tab, TabState::kUnresponsive));
  EXPECT_EQ(Last<TabUnresponsive>(tab)->kind, "stopped");
  EXPECT_EQ(Last<TabUnresponsive>(tab)->thread, "main");
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  ASSERT_TRUE(RunUntilState(tab, TabState::kGone));
  EXPECT_EQ(Story(tab), "starting live unresponsive responsive unresponsive Hang");
  EXPECT_EQ(Last<TabGone>(tab)->detail.kind, "stopped");
  EXPECT_GT(Last<TabGone>(tab)->detect_ms, 250);
}

TEST_F(HostTest, AHundredTabsOpenLiveAndClose) {
  Start();
  std::vector<TabId> tabs;
  for (int i = 0; i < 100; ++i) {
    tabs.push_back(Open());
  }
  ASSERT_TRUE(RunUntil([&] { return Count<TabLive>() == 100; }, 60s));
  // A main thread that is still loading its page says goodbye behind that, which is not what is tried here.
  ASSERT_TRUE(RunUntil([&] { return Count<TabFirstFrame>() == 100; }, 60s));
  std::set<int> pids;
  for (const TabId tab : tabs) {
    pids.insert(Last<TabLive>(tab)->pid);
  }
  EXPECT_EQ(pids.size(), 100u);
  const Summary summary = Shutdown();
  EXPECT_EQ(Count<TabClosed>(), 100u);
  for (const TabId tab : tabs) {
    const TabGone* gone = Last<TabGone>(tab);
    EXPECT_EQ(gone, nullptr) << tab << ": " << NameOf(gone->cause) << " " << gone->detail.status.value_or("");
  }
  EXPECT_EQ(summary.host.leaked_fds, 0u);
  EXPECT_EQ(summary.host.orphans, 0u);
}

TEST_F(HostTest, ADeadZygoteTakesNoTabAlongAndTheNextTabOpens) {
  HostOptions options = Options();
  options.spare = false;
  Start(options);
  const TabId first = Open();
  ASSERT_TRUE(RunUntilState(first, TabState::kLive));
  const pid_t renderer = Last<TabLive>(first)->pid;
  pid_t zygote = 0;
  for (const pid_t child : ChildrenOf(InitPid())) {
    zygote = child != renderer ? child : zygote;
  }
  ASSERT_NE(zygote, 0);
  ASSERT_EQ(::kill(zygote, SIGKILL), 0);
  const TabId second = Open();
  ASSERT_TRUE(RunUntilState(second, TabState::kLive));
  EXPECT_EQ(Story(first), "starting live");
  EXPECT_EQ(Story(second), "starting live");
}

TEST_F(HostTest, ALostCompartmentIsReplacedAndEveryTabComesBack) {
  Start();
  std::vector<TabId> tabs;
  for (int i = 0; i < 5; ++i) {
    tabs.push_back(Open());
  }
  ASSERT_TRUE(RunUntil([&] { return Count<TabLive>() == 5; }));
  ASSERT_EQ(::kill(InitPid(), SIGKILL), 0);
  ASSERT_TRUE(RunUntil([&] { return Count<TabLive>() == 10; }));
  for (const TabId tab : tabs) {
    EXPECT_EQ(Story(tab), "starting live CompartmentLost restarting starting live");
  }
  EXPECT_EQ(Count<HostStart>(), 1u);
}

TEST_F(HostTest, UnderSiteADirectoryIsAProcess) {
  HostOptions options = Options();
  options.model = ProcessModel::kSite;
  Start(options);
  const TabId a1 = Open("a/1.html");
  const TabId a2 = Open("a/2.html");
  const TabId b = Open("b/1.html");
  ASSERT_TRUE(RunUntil([&] { return Count<TabLive>() == 3; }));
  EXPECT_EQ(Last<TabLive>(a1)->pid, Last<TabLive>(a2)->pid);
  EXPECT_NE(Last<TabLive>(a1)->pid, Last<TabLive>(b)->pid);
}

TEST_F(HostTest, AnEndThatIsRefusedIsEnforced) {
  HostOptions options = Options();
  options.goodbye_deadline = 200ms;
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  ASSERT_EQ(::kill(Last<TabLive>(tab)->pid, SIGSTOP), 0);
  const Summary summary = Shutdown();
  EXPECT_EQ(Story(tab), "starting live KilledByPolicy closed");
  EXPECT_EQ(Last<TabGone>(tab)->detail.kind, "shutdown");
  EXPECT_EQ(summary.tabs[0].state, TabState::kLive);
  EXPECT_EQ(summary.tabs[0].cause, Cause::kKilledByPolicy);
}

TEST_F(HostTest, KillNowEndsAShutdownThatWaits) {
  HostOptions options = Options();
  options.goodbye_deadline = 1h;
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  ASSERT_EQ(::kill(Last<TabLive>(tab)->pid, SIGSTOP), 0);
  host_->Shutdown([this](const Summary& summary) { summary_ = summary; });
  host_->KillNow();
  ASSERT_TRUE(RunUntil([this] { return summary_.has_value(); }));
  EXPECT_EQ(summary_->host.orphans, 0u);
}

TEST_F(HostTest, ShutdownBeforeAnythingIsReady) {
  Start();
  const TabId tab = Open();
  const Summary summary = Shutdown();
  EXPECT_EQ(host_->state(tab), TabState::kClosed);
  EXPECT_EQ(summary.tabs.size(), 1u);
}

TEST_F(HostTest, TheSpareServesTheNextTab) {
  Start();
  // Two processes besides init's zygote: the first tab's and the spare.
  const TabId first = Open();
  ASSERT_TRUE(RunUntilState(first, TabState::kLive));
  ASSERT_TRUE(RunUntil([&] { return ChildrenOf(InitPid()).size() == 3; }));
  std::vector<pid_t> before = ChildrenOf(InitPid());
  // Its Hello has come once it answers nothing new for a while; opening is quick either way, but the process is the spare.
  const TabId second = Open();
  ASSERT_TRUE(RunUntilState(second, TabState::kLive));
  EXPECT_NE(std::find(before.begin(), before.end(), Last<TabLive>(second)->pid), before.end());
}

TEST_F(HostTest, APageThatVanishedFailsAtItsDocument) {
  HostOptions options = Options();
  options.restart.mode = RestartMode::kNever;
  Start(options);
  const TabId tab = Open();
  std::filesystem::remove(directory_.path() / "page.html");
  ASSERT_TRUE(RunUntil([&] { return Last<TabGone>(tab) != nullptr; }));
  EXPECT_EQ(host_->state(tab), TabState::kGone);
  EXPECT_EQ(Last<TabGone>(tab)->cause, Cause::kStartupFailed);
  EXPECT_EQ(Last<TabGone>(tab)->detail.step, "document");
}

TEST_F(HostTest, NoRendererProgramIsOneLine) {
  HostOptions options = Options();
  options.renderer_program = "/nowhere/bulkhead-renderer";
  UserError error;
  EXPECT_EQ(Host::Create(*loop_, options, clock_, [](const Event&) {}, &error), nullptr);
  EXPECT_NE(error.Line().find("/nowhere/bulkhead-renderer"), std::string::npos);
  EXPECT_EQ(error.Line().find('\n'), std::string::npos);
}

TEST_F(HostTest, HostAndPageTalkOnceAndInOrder) {
  Start();
  const TabId tab = Open("talk.html", "<!doctype html><script>let n = 0;"
                                      "bulkhead.onmessage = e => bulkhead.postMessage([++n, e.data]);</script>");
  std::vector<std::string> expected;
  for (int at = 1; at <= 150; ++at) {  // more than are on their way at once
    ASSERT_EQ(host_->Post(tab, std::to_string(at)), TabAnswer::kDone);
    expected.push_back("[" + std::to_string(at) + "," + std::to_string(at) + "]");
  }
  ASSERT_TRUE(RunUntil([&] { return All<TabMessage>(tab).size() == expected.size() || Last<TabGone>(tab) != nullptr; }));
  std::vector<std::string> heard;
  for (const TabMessage& message : All<TabMessage>(tab)) {
    heard.push_back(message.json);
  }
  EXPECT_EQ(heard, expected);
}

TEST_F(HostTest, WhatADeadPageHasNotTakenIsDroppedAndCounted) {
  HostOptions options = Options();
  options.restart.first_delay = 10ms;
  Start(options);
  const TabId tab = Open("slow.html", "<!doctype html><script>bulkhead.postMessage('ready');"
                                      "bulkhead.onmessage = e => { for (;;) {} };</script>");
  ASSERT_TRUE(RunUntil([&] { return !All<TabMessage>(tab).empty(); }));
  for (int at = 0; at < 100; ++at) {
    ASSERT_EQ(host_->Post(tab, "0"), TabAnswer::kDone);
  }
  ::kill(Last<TabLive>(tab)->pid, SIGKILL);
  ASSERT_TRUE(RunUntil([&] { return All<TabMessage>(tab).size() == 2; }));  // the next generation
  ASSERT_EQ(All<TabMessagesDropped>(tab).size(), 1u);
  EXPECT_EQ(Last<TabMessagesDropped>(tab)->count, 100u);
  EXPECT_EQ(Last<TabMessagesDropped>(tab)->generation, 1u);
  EXPECT_EQ(host_->Post(tab, "0"), TabAnswer::kDone);
}

TEST_F(HostTest, FaultsFromOutsideStrikeWhilePagesMayAskForNone) {
  HostOptions options = Options();
  options.injecting = true;
  options.restart.mode = RestartMode::kNever;
  Start(options);
  const TabId segv = Open("a.html", "<!doctype html><script>document.title = typeof fault</script>");
  const TabId kill = Open("b.html");
  const TabId neighbour = Open("c.html");
  ASSERT_EQ(host_->Inject(segv, ParseFault("crash.segv").call.value()), TabAnswer::kDone);
  ASSERT_EQ(host_->Inject(kill, ParseFault("renderer.kill(signal=KILL)").call.value()), TabAnswer::kDone);
  ASSERT_TRUE(RunUntilState(segv, TabState::kGone));
  ASSERT_TRUE(RunUntilState(kill, TabState::kGone));
  EXPECT_EQ(Last<TabTitle>(segv)->text, "undefined");
  EXPECT_EQ(host_->last_death(segv)->cause, Cause::kSignalled);
  EXPECT_EQ(Last<FaultFired>(segv)->fault, "crash.segv(kind=null)");
  EXPECT_EQ(host_->last_death(kill)->cause, Cause::kKilledExternally);
  EXPECT_EQ(Last<FaultFired>(kill)->fault, "renderer.kill(signal=KILL)");
  ASSERT_TRUE(RunUntilState(neighbour, TabState::kLive));
  const TabUse use = host_->Sample(neighbour);
  EXPECT_GT(use.pid, 0);
  EXPECT_GT(use.rss_kib.value_or(0), 1024u);
  EXPECT_GE(use.threads.value_or(0), 5u);  // main, compositor, two workers, the engine's watchdog
  EXPECT_TRUE(use.cpu_ns);
}

TEST_F(HostTest, ReloadReadsThePageAnewInTheSameProcess) {
  Start();
  const TabId tab = Open("a.html", "<!doctype html><title>one</title><p>one");
  ASSERT_TRUE(RunUntil([&] { return Last<TabTitle>(tab) != nullptr && Last<TabFirstFrame>(tab) != nullptr; }));
  const int pid = Last<TabLive>(tab)->pid;
  directory_.Write("a.html", "<!doctype html><title>two</title><p>two");
  ASSERT_EQ(host_->Reload(tab), TabAnswer::kDone);
  ASSERT_TRUE(RunUntil([&] { return Last<TabTitle>(tab)->text == "two"; }));
  EXPECT_EQ(host_->Sample(tab).pid, pid);
  EXPECT_EQ(host_->Measure(tab).generations, 1u);
}

TEST_F(HostTest, ReloadOfAHungTabStartsAnother) {
  HostOptions options = Options();
  options.hang = {std::chrono::milliseconds(300), std::chrono::minutes(10)};
  Start(options);
  const TabId tab = Open("a.html", "<!doctype html><script>setTimeout(() => { for (;;) {} }, 0)</script>");
  ASSERT_TRUE(RunUntilState(tab, TabState::kUnresponsive));
  directory_.Write("a.html", "<!doctype html><p>well");
  ASSERT_EQ(host_->Reload(tab), TabAnswer::kDone);
  ASSERT_TRUE(RunUntil([&] { return host_->state(tab) == TabState::kLive && host_->Measure(tab).generations == 2; }));
  EXPECT_EQ(host_->last_death(tab)->cause, Cause::kKilledByUser);
}

TEST_F(HostTest, OneThatIsStoppedByUsIsNotHungAndGoesOn) {
  HostOptions options = Options();
  options.hang = {std::chrono::milliseconds(200), std::chrono::milliseconds(600)};
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  ASSERT_EQ(host_->SetStopped(tab, true), TabAnswer::kDone);
  EXPECT_TRUE(host_->Sample(tab).stopped);
  const TimePoint until = clock_.Now() + std::chrono::milliseconds(1200);
  ASSERT_TRUE(RunUntil([&] { return clock_.Now() >= until; }));
  EXPECT_EQ(host_->state(tab), TabState::kLive);
  EXPECT_EQ(Count<TabUnresponsive>(), 0u);
  ASSERT_EQ(host_->SetStopped(tab, false), TabAnswer::kDone);
  ASSERT_EQ(host_->Reload(tab), TabAnswer::kDone);
  const uint64_t frames = host_->Measure(tab).frames;
  ASSERT_TRUE(RunUntil([&] { return host_->Measure(tab).frames > frames; }));
  // And one that is stopped at the end still says goodbye.
  ASSERT_EQ(host_->SetStopped(tab, true), TabAnswer::kDone);
  EXPECT_EQ(Shutdown().tabs[0].state, TabState::kLive);
  EXPECT_EQ(Count<TabGone>(), 0u);
}

TEST_F(HostTest, AClosedTabsProcessGoesAndTheOthersStay) {
  Start();
  const TabId first = Open("first.html");
  const TabId second = Open("second.html");
  ASSERT_TRUE(RunUntilState(first, TabState::kLive));
  ASSERT_TRUE(RunUntilState(second, TabState::kLive));
  const pid_t gone = Last<TabLive>(first)->pid;
  EXPECT_EQ(host_->Close(first), TabAnswer::kDone);
  ASSERT_TRUE(RunUntil([&] { return ::kill(gone, 0) != 0; }));
  EXPECT_EQ(host_->state(second), TabState::kLive);
  const TabId third = Open("third.html");
  EXPECT_EQ(third, 3u);
  ASSERT_TRUE(RunUntilState(third, TabState::kLive));
  const Summary summary = Shutdown();
  EXPECT_EQ(Count<TabGone>(), 0u);
  EXPECT_EQ(Count<TabClosed>(), 3u);
  ASSERT_EQ(summary.tabs.size(), 3u);
  EXPECT_EQ(summary.tabs[0].state, TabState::kClosed);
  EXPECT_EQ(summary.tabs[1].state, TabState::kLive);
  EXPECT_EQ(summary.host.leaked_fds, 0u);
}

}  // namespace
}  // namespace bulkhead
