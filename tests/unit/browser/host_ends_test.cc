// The end of a host, asked for in all ways, and functions of the user's that throw.
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <boost/asio/post.hpp>

#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class HostEndsTest : public FakeHostFixture {
 protected:
  // As a renderer does that is asked to leave.
  void Leave(FakeRenderer& renderer) {
    RunUntil([&] { return renderer.shutdown; });
    renderer.control().Send(control::Goodbye());
    renderer.control().Flush();
    End(renderer, Exited(0));
  }
  size_t Summaries() const {
    size_t count = 0;
    for (const Event& event : events_) {
      count += std::holds_alternative<Summary>(event.body) ? 1 : 0;
    }
    return count;
  }
};

TEST_F(HostEndsTest, AskedForTwiceItIsOneEndThatBothAreTold) {
  FakeRenderer& renderer = StartLive();
  std::vector<int> told;
  host_->Shutdown([&](const Summary& summary) {
    EXPECT_EQ(summary.tabs.size(), 1u);
    told.push_back(1);
  });
  host_->Shutdown([&](const Summary& summary) {
    EXPECT_EQ(summary.tabs.size(), 1u);
    told.push_back(2);
  });
  Leave(renderer);
  RunUntil([&] { return told.size() == 2; });
  EXPECT_EQ(told, (std::vector<int>{1, 2}));
  EXPECT_EQ(Summaries(), 1u);
  // Nor does it begin anew for whoever comes late.
  std::optional<Summary> late;
  host_->Shutdown([&](const Summary& summary) { late = summary; });
  EXPECT_FALSE(late);
  RunUntil([&] { return late.has_value(); });
  EXPECT_EQ(late->tabs.size(), 1u);
  EXPECT_EQ(Summaries(), 1u);
}

TEST_F(HostEndsTest, ADeathInsteadOfAGoodbyeIsInTheSummary) {
  FakeRenderer& renderer = StartLive();
  std::optional<Summary> told;
  host_->Shutdown([&](const Summary& summary) { told = summary; });
  RunUntil([&] { return renderer.shutdown; });
  End(renderer, Exited(3));
  RunUntil([&] { return told.has_value(); });
  EXPECT_EQ(told->tabs.at(0).cause, Cause::kNonZeroExit);
  EXPECT_EQ(told->tabs.at(0).state, TabState::kLive) << "as it was when the end began";
}

TEST_F(HostEndsTest, NothingToCallIsAnEndToo) {
  FakeRenderer& renderer = StartLive();
  host_->Shutdown(nullptr);
  Leave(renderer);
  RunUntil([&] { return Summaries() == 1; });
  host_->Shutdown({});
  RunFor(50ms);
  EXPECT_EQ(Summaries(), 1u);
}

TEST_F(HostEndsTest, WhatAFunctionOfTheUsersThrowsComesOutOfTheLoop) {
  FakeRenderer& renderer = StartLive();
  answer_ = [](const Event& event) {
    if (std::holds_alternative<TabTitle>(event.body) || std::holds_alternative<TabGone>(event.body)) {
      throw std::runtime_error("the user's own");
    }
  };
  control::TitleChanged title;
  title.set_page(renderer.page->page());
  title.set_text("a title");
  renderer.control().Send(title);
  renderer.control().Flush();
  EXPECT_THROW(RunUntil([] { return false; }), std::runtime_error);
  // The tab knows nothing of it.
  RunFor(50ms);
  EXPECT_EQ(host_->state(1), TabState::kLive);
  bool told = false;
  host_->Shutdown([&](const Summary&) {
    told = true;
    throw std::runtime_error("at the end too");
  });
  Leave(renderer);
  int thrown = 0;
  while (!told || thrown < 1) {
    try {
      RunUntil([&] { return told && thrown > 0; });
    } catch (const std::runtime_error&) {
      ++thrown;
    }
  }
  EXPECT_EQ(Summaries(), 1u);
}

TEST_F(HostEndsTest, AfterAFatalStartEveryCallSaysSo) {
  Start();
  Open();
  std::optional<UserError> fatal;
  host_->on_fatal = [&](const UserError& why) { fatal = why; };
  compartment_->client().OnCompartmentFailed({"warm_up", 0, "", true});
  ASSERT_TRUE(fatal);
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kEnding);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kEnding);
  UserError error;
  EXPECT_FALSE(host_->Open({.label = "other.html", .file = {}, .directory = {}, .site = {}}, &error));
  EXPECT_EQ(error.why, "no renderer can be started");
}

TEST_F(HostEndsTest, ATickThatIsDueWhenTheHostGoesFindsNobody) {
  Start();
  std::this_thread::sleep_for(60ms);  // a tick is 50: the loop sees that it is due before it comes to what is posted
  boost::asio::post(loop_, [this] { host_.reset(); });
  loop_.poll();
  EXPECT_FALSE(host_);
}

}  // namespace
}  // namespace bulkhead
