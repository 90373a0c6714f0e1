// The renderer that waits for the next page: when it is made, what it does meanwhile, and that nobody sees any of it.
#include <chrono>
#include <string>
#include <vector>

#include "ipc/warm_up_document.h"
#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class HostSpareTest : public FakeHostFixture {
 protected:
  static HostOptions WithSpare(ProcessModel model = ProcessModel::kTab) {
    HostOptions options = Defaults();
    options.spare = true;
    options.model = model;
    return options;
  }
  // The spare of a host without pages, in the middle of its warm-up page.
  FakeRenderer& StartWithSpare(ProcessModel model = ProcessModel::kTab) {
    Start(WithSpare(model));
    FakeRenderer& spare = NextBorn();
    spare.SayHello(BULKHEAD_BUILD_ID);
    RunUntil([&] { return spare.page && spare.navigate; });
    return spare;
  }
};

TEST_F(HostSpareTest, IsNotBornBesideAPageThatHasShownNothing) {
  FakeRenderer& first = StartLive(WithSpare());
  RunFor(200ms);
  EXPECT_TRUE(requests_.empty());
  first.frames().Send(FrameOf(first, 0, 1));
  RunUntil([this] { return !requests_.empty(); });
  EXPECT_EQ(All<TabFirstFrame>().size(), 1u);
}

TEST_F(HostSpareTest, DoesNotWaitForeverForAPageThatNeverShowsAnything) {
  StartLive(WithSpare());
  RunUntil([this] { return !requests_.empty(); });
  EXPECT_TRUE(All<TabFirstFrame>().empty());
}

TEST_F(HostSpareTest, DoesNotWaitForAPageThatDied) {
  FakeRenderer& first = StartLive(WithSpare());
  End(first, SIGKILL);
  RunUntil([this] { return !requests_.empty(); });
}

TEST_F(HostSpareTest, DrawsAPageThatNobodySees) {
  FakeRenderer& spare = StartWithSpare();
  EXPECT_EQ(spare.document, kWarmUpDocument);
  spare.frames().Send(FrameOf(spare, 0, 1));
  RunFor(50ms);
  EXPECT_FALSE(spare.shutdown);
  EXPECT_TRUE(spare.closed_pages.empty());
  for (const Event& event : events_) {
    EXPECT_TRUE(std::holds_alternative<HostStart>(event.body));
  }
}

TEST_F(HostSpareTest, ATabTakesThePageOverWithItsWarmBufferAndNothingElse) {
  FakeRenderer& spare = StartWithSpare();
  const uint32_t page = spare.page->page();
  spare.frames().Send(FrameOf(spare, 0, 1));
  control::PageLoaded loaded;  // overtaken by the frame, on the other channel
  loaded.set_page(page);
  loaded.set_document(spare.navigate->document());
  RunFor(50ms);
  Open();
  RunUntil([&] { return spare.navigations == 2 && !spare.credits.empty(); });
  EXPECT_EQ(spare.navigate->page(), page);
  EXPECT_EQ(spare.document, "<p>hello");
  EXPECT_NE(spare.navigate->document(), loaded.document());
  EXPECT_TRUE(spare.closed_pages.empty());
  EXPECT_EQ(spare.credits.front().buffer(), 0u);
  EXPECT_EQ(host_->state(1), TabState::kLive);
  // What was drawn for nobody is no picture of this tab, and what was loaded not its document.
  spare.control().Send(loaded);
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kDone);
  RunFor(50ms);
  EXPECT_TRUE(spare.posts.empty());
  EXPECT_FALSE(host_->CopyFrame(1));
  EXPECT_TRUE(All<TabFirstFrame>().empty());
  spare.frames().Send(FrameOf(spare, 0, 2));
  RunUntil([this] { return !All<TabFirstFrame>().empty(); });
  EXPECT_TRUE(host_->CopyFrame(1));
  EXPECT_EQ(host_->Measure(1).frames, 1u);
}

TEST_F(HostSpareTest, ATabThatTookThePageOverAndDiesStartsWithOneOfItsOwn) {
  FakeRenderer& spare = StartWithSpare();
  spare.frames().Send(FrameOf(spare, 0, 1));
  RunFor(50ms);
  Open();
  RunUntil([&] { return spare.navigations == 2; });
  End(spare, SIGKILL);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  FakeRenderer& next = NextBorn();
  next.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return next.page && next.document == "<p>hello"; });
  EXPECT_NE(next.page->page(), spare.page->page());
}

TEST_F(HostSpareTest, GivesUpItsPageForATab) {
  for (const ProcessModel model : {ProcessModel::kTab, ProcessModel::kSite, ProcessModel::kShared}) {
    SCOPED_TRACE(NameOf(model));
    host_.reset();
    events_.clear();
    requests_.clear();
    FakeRenderer& spare = StartWithSpare(model);
    const uint32_t warm_up = spare.page->page();
    Open();
    RunUntil([&] { return spare.navigations == 2 && spare.page->page() != warm_up; });
    EXPECT_EQ(spare.closed_pages, std::vector<uint32_t>{warm_up});
    EXPECT_EQ(spare.document, "<p>hello");
    // Its first frame may still be on its way; it is no tab's.
    frames::FrameReady late = FrameOf(spare, 0, 1);
    late.set_page(warm_up);
    spare.frames().Send(late);
    RunFor(50ms);
    EXPECT_TRUE(All<TabFirstFrame>().empty());
    EXPECT_EQ(host_->state(1), TabState::kLive);
  }
}

TEST_F(HostSpareTest, ThatDiesOverItsPageIsReplacedAndNobodyIsTold) {
  FakeRenderer& spare = StartWithSpare();
  spare.Die();
  compartment_->client().OnRendererExited({spare.pid(), SIGSEGV, 0, 0, 0, 0});
  RunUntil([this] { return !requests_.empty(); });
  EXPECT_TRUE(All<TabGone>().empty());
}

TEST_F(HostSpareTest, LeavesItsPageBeforeTheEnd) {
  FakeRenderer& spare = StartWithSpare();
  bool done = false;
  host_->Shutdown([&done](const Summary&) { done = true; });
  RunUntil([&] { return spare.shutdown; });
  EXPECT_EQ(spare.closed_pages.size(), 1u);
  spare.control().Send(control::Goodbye());
  spare.Die();
  compartment_->client().OnRendererExited({spare.pid(), 0, 0, 0, 0, 0});
  RunUntil([&] { return done; });
}

}  // namespace
}  // namespace bulkhead
