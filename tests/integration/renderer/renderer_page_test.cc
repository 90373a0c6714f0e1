// Real pages in real renderers: scripts, frames, hangs, faults.
#include <signal.h>

#include <algorithm>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "tests/integration/renderer/renderer_fixture.h"

namespace bulkhead {
namespace {

using RendererPageTest = RendererFixture;

TEST_F(RendererPageTest, ShowsAPageThatAScriptWrote) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  const SharedMapping ring = host->frames->OpenPage(7, kSmall);
  host->control->Navigate(7, R"(<title>hello</title><body style="background:#fff"><h1 id=h>x</h1>
    <script>document.getElementById('h').textContent = 'Hello'; console.log('ran', 1 + 1);</script>)");
  EXPECT_EQ(host->control->Take<control::TitleChanged>()->text(), "hello");
  EXPECT_EQ(host->control->Take<control::Console>()->text(), "ran 2");
  EXPECT_TRUE(host->control->Take<control::PageLoaded>());
  const auto ready = host->frames->Take<frames::FrameReady>();
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->page(), 7u);
  EXPECT_EQ(ready->sequence(), 1u);
  EXPECT_GT(Coloured(ring, ready->buffer()), 200u);
  EXPECT_FALSE(host->control->end());
}

TEST_F(RendererPageTest, AnimatesOnCreditsAlone) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  const SharedMapping ring = host->frames->OpenPage(1, kSmall);
  host->control->Navigate(1, R"(<p id=p>0</p><script>
    let n = 0;
    function step() { document.getElementById('p').textContent = ++n; requestAnimationFrame(step); }
    requestAnimationFrame(step);</script>)");
  std::optional<uint32_t> held;
  for (uint64_t i = 1; i <= 20; ++i) {
    const auto ready = host->frames->Take<frames::FrameReady>();
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->sequence(), i);
    if (held) {
      frames::FrameCredit credit;
      credit.set_page(1);
      credit.set_buffer(*held);
      host->frames->channel().Send(credit);
    }
    held = ready->buffer();
  }
}

TEST_F(RendererPageTest, AScriptThatNeverEndsSilencesMainAlone) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  const SharedMapping ring = host->frames->OpenPage(1, kSmall);
  host->control->Navigate(1, "<script>console.log('before'); for (;;) {}</script>");
  EXPECT_EQ(host->control->Take<control::Console>()->text(), "before") << "written before the loop began";
  control::Ping ping;
  host->control->channel().Send(ping);
  host->control->Poll();
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(host->frames->SyncFrames());
  }
  host->control->Poll();
  EXPECT_TRUE(host->control->TakeAll<control::Pong>().empty());
  // The browser goes: the compositor sees it, whatever main does.
  host->control.reset();
  host->frames.reset();
  EXPECT_EQ(WaitForExit(*host), 124);
}

struct Crash {
  const char* call;
  const char* thread;
  int signal;
};

class RendererCrashTest : public RendererPageTest, public testing::WithParamInterface<Crash> {};

TEST_P(RendererCrashTest, LeavesARecordOfTheThreadThatCrashed) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  host->control->Navigate(1, std::string("<script>fault.inject(") + GetParam().call + ")</script>");
  const auto fired = host->control->Take<control::FaultFired>();
  ASSERT_TRUE(fired);
  EXPECT_EQ(WaitForExit(*host), 128 + GetParam().signal);
  const CrashArea& area = host->renderer->crash_area();
  EXPECT_EQ(fired->fault(), area.injected_fault);
  EXPECT_TRUE(std::any_of(std::begin(area.records), std::end(area.records), [](const CrashRecord& record) {
    return record.state == CrashRecord::kComplete && record.signal == GetParam().signal &&
           std::string(record.thread_name).starts_with(GetParam().thread);
  }));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, RendererCrashTest,
    testing::Values(Crash{"'crash.segv'", "main", SIGSEGV}, Crash{"'crash.segv', {kind: 'wild'}", "main", SIGSEGV},
                    Crash{"'crash.abort'", "main", SIGABRT}, Crash{"'crash.stack_overflow'", "main", SIGSEGV},
                    Crash{"'crash.stack_overflow', {thread: 'compositor'}", "compositor", SIGSEGV},
                    Crash{"'crash.stack_overflow', {thread: 'worker'}", "worker", SIGSEGV}));

TEST_F(RendererPageTest, ClosingTheFramesChannelLeavesTheProcessAlive) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  host->control->Navigate(1, "<script>fault.inject('channel.close', {channel: 'frames'})</script>");
  EXPECT_TRUE(host->frames->RunUntil([&] { return host->frames->end().has_value(); }));
  EXPECT_EQ(host->frames->end()->kind, ChannelEnd::Kind::kPeerClosed);
  EXPECT_TRUE(host->control->Sync());
}

TEST_F(RendererPageTest, AWrongFaultIsAnErrorOfThePage) {
  auto host = Spawn();
  ASSERT_TRUE(host);
  host->control->Navigate(1, "<script>fault.inject('exit.code', {code: 999})</script>");
  const auto error = host->control->Take<control::ScriptError>();
  ASSERT_TRUE(error);
  EXPECT_THAT(error->message(), testing::HasSubstr("exit.code: code cannot be '999'; valid: 1 to 255"));
}

}  // namespace
}  // namespace bulkhead
