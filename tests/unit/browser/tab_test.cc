// The handle of a tab against a host without processes.
#include "browser/host/tab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_host.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::Pair;

class TabHandleTest : public testing::Test {
 protected:
  TabHandleTest() { host_ = FakeHost::Create(script_, loop_, {}, clock_, [](const Event&) {}, &error_); }
  std::optional<Tab> Open(const std::string& label) {
    PageSource page;
    page.label = label;
    return host_->Open(page, &error_);
  }

  SteadyClock clock_;
  boost::asio::io_context loop_;
  FakeHost::Script script_;
  UserError error_;
  std::unique_ptr<Host> host_;
};

TEST_F(TabHandleTest, AsksTheHostOfItsOwnTab) {
  ASSERT_TRUE(Open("first"));
  const std::optional<Tab> tab = Open("second");
  ASSERT_TRUE(tab);
  EXPECT_EQ(tab->id(), 2u);
  EXPECT_EQ(tab->Post("1"), TabAnswer::kDone);
  EXPECT_THAT(script_.posts, ElementsAre(Pair(2u, "1")));
  EXPECT_EQ(tab->Reload(), TabAnswer::kDone);
  EXPECT_EQ(tab->SetStopped(true), TabAnswer::kDone);
  EXPECT_EQ(tab->Inject(*ParseFault("crash.segv").call), TabAnswer::kDone);
  EXPECT_EQ(tab->Close(), TabAnswer::kDone);
  EXPECT_THAT(script_.requests,
              ElementsAre(Pair(2u, "reload"), Pair(2u, "stop"), Pair(2u, "crash.segv(kind=null)"), Pair(2u, "close")));

  script_.states[2] = TabState::kGone;
  script_.deaths[2] = {2, 1, Cause::kHang, {}, 1};
  script_.frames[2] = {.width = 3, .height = 4, .pixels = {}};
  script_.uses[2].frames = 5;
  EXPECT_EQ(tab->state(), TabState::kGone);
  ASSERT_NE(tab->last_death(), nullptr);
  EXPECT_EQ(tab->last_death()->cause, Cause::kHang);
  EXPECT_EQ(tab->CopyFrame()->width, 3u);
  EXPECT_EQ(tab->Measure().tab, 2u);
  EXPECT_EQ(tab->Sample().frames, 5u);
}

TEST_F(TabHandleTest, StandsForItsNumberAndIsHadForOne) {
  const std::optional<Tab> tab = Open("page");
  ASSERT_TRUE(tab);
  EXPECT_EQ(host_->Reload(*tab), TabAnswer::kDone);
  EXPECT_EQ(host_->tab(1).Reload(), TabAnswer::kDone);
  EXPECT_EQ(host_->tab(9).Reload(), TabAnswer::kNoSuchTab);
}

TEST_F(TabHandleTest, ARefusedPageHasNone) {
  script_.refused = {"page"};
  EXPECT_FALSE(Open("page"));
  EXPECT_EQ(error_.where, "page");
}

TEST_F(TabHandleTest, OutlivingItsHostItSaysSo) {
  const std::optional<Tab> tab = Open("page");
  ASSERT_TRUE(tab);
  host_.reset();
  EXPECT_EQ(tab->id(), 1u);
  EXPECT_EQ(tab->Close(), TabAnswer::kNoSuchTab);
  EXPECT_EQ(tab->Post("1"), TabAnswer::kNoSuchTab);
  EXPECT_EQ(tab->Reload(), TabAnswer::kNoSuchTab);
  EXPECT_EQ(tab->Inject(*ParseFault("crash.segv").call), TabAnswer::kNoSuchTab);
  EXPECT_EQ(tab->SetStopped(true), TabAnswer::kNoSuchTab);
  EXPECT_EQ(tab->state(), TabState::kClosed);
  EXPECT_EQ(tab->last_death(), nullptr);
  EXPECT_FALSE(tab->CopyFrame());
  EXPECT_EQ(tab->Measure().frames, 0u);
  EXPECT_FALSE(tab->Sample().rss_kib);
}

}  // namespace
}  // namespace bulkhead
