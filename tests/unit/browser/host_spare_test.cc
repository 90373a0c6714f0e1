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

TEST_F(HostSpareTest, DrawsAPageThatNobodySeesAndIsEmptyAgain) {
  FakeRenderer& spare = StartWithSpare();
  EXPECT_EQ(spare.document, kWarmUpDocument);
  EXPECT_TRUE(spare.closed_pages.empty());
  spare.frames().Send(FrameOf(spare, 0, 1));
  RunUntil([&] { return !spare.closed_pages.empty(); });
  EXPECT_EQ(spare.closed_pages, std::vector<uint32_t>{spare.page->page()});
  RunFor(50ms);
  EXPECT_FALSE(spare.shutdown);
  for (const Event& event : events_) {
    EXPECT_TRUE(std::holds_alternative<HostStart>(event.body));
  }
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
