// When a compartment is replaced, and when that is given up; compartments are the test's own.
#include "browser/host/compartment_keeper.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class CompartmentKeeperTest : public testing::Test, private CompartmentKeeper::Client {
 protected:
  class Compartment final : public bulkhead::Compartment {
   public:
    explicit Compartment(CompartmentKeeperTest& test) : test_(test) {}
    void Spawn(SpawnDescriptors, std::function<void(SpawnOutcome)>) override {}
    void Shutdown(std::function<void()> done) override { test_.shutdown_ = std::move(done); }
    void KillNow() override { ++test_.kills_; }
    int init_pid() const override { return 0; }
    int zygote_pid() const override { return 0; }

   private:
    CompartmentKeeperTest& test_;
  };

  void Make() {
    CompartmentKeeper::Client& client = *this;
    keeper_.emplace(
        loop_, clock_, log_,
        [this](CompartmentClient& compartment_client) {
          ++made_;
          current_ = &compartment_client;
          return std::make_unique<Compartment>(*this);
        },
        client, [] { return 0.5; });
  }
  void Fail(StepFailure failure) { current_->OnCompartmentFailed(failure); }
  void Tick() { keeper_->Tick(clock_.Now()); }

  boost::asio::io_context loop_;
  ManualClock clock_;
  BrowserLog log_{6};  // off
  CompartmentClient* current_ = nullptr;
  int made_ = 0;
  int kills_ = 0;
  int ready_ = 0;
  int lost_ = 0;
  int ended_ = 0;
  std::optional<UserError> fatal_;
  std::function<void()> shutdown_;
  std::optional<CompartmentKeeper> keeper_;

 private:
  void OnCompartmentReady(bulkhead::Compartment&, const CompartmentReport&) override { ++ready_; }
  void OnCompartmentLost() override { ++lost_; }
  void OnRendererExited(const RendererExit&) override {}
  void OnCompartmentFatal(UserError error) override { fatal_ = std::move(error); }
  void OnCompartmentEnded() override { ++ended_; }
};

TEST_F(CompartmentKeeperTest, ALostOneIsReplacedAtOnceAndNotFromInside) {
  Make();
  current_->OnCompartmentReady({});
  current_->OnCompartmentLost();
  EXPECT_EQ(lost_, 1);
  EXPECT_EQ(made_, 1);
  loop_.run();
  EXPECT_EQ(made_, 2);
  Tick();
  EXPECT_EQ(made_, 2);
}

TEST_F(CompartmentKeeperTest, OneThatNeverStartsIsTriedOnceMore) {
  Make();
  Fail({"userns", EPERM, "no user namespaces", false});
  EXPECT_FALSE(fatal_);
  Tick();
  EXPECT_EQ(made_, 2);
  Fail({"userns", EPERM, "no user namespaces", false});
  ASSERT_TRUE(fatal_);
  EXPECT_EQ(fatal_->where, "userns");
  EXPECT_EQ(fatal_->why, "no user namespaces: Operation not permitted");
  EXPECT_NE(fatal_->remedy.find("best-effort"), std::string::npos);
  Tick();
  EXPECT_EQ(made_, 2);
}

TEST_F(CompartmentKeeperTest, ATimeoutIsNotTriedAgain) {
  Make();
  Fail({"warm up", 0, "", true});
  ASSERT_TRUE(fatal_);
  EXPECT_EQ(fatal_->why, "timed out");
}

TEST_F(CompartmentKeeperTest, AProgramThatIsNotOursIsNoMatterOfTheSandbox) {
  Make();
  Fail({"spawn", ENOENT, "bulkhead-renderer", false});
  Tick();
  Fail({"spawn", ENOENT, "bulkhead-renderer", false});
  ASSERT_TRUE(fatal_);
  EXPECT_EQ(fatal_->remedy, "check that bulkhead-renderer is of this build");
}

TEST_F(CompartmentKeeperTest, EndingItReplacesNothing) {
  Make();
  current_->OnCompartmentReady({});
  keeper_->BeginEnd();
  current_->OnCompartmentLost();
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(keeper_->ended());
  loop_.run();
  Tick();
  EXPECT_EQ(made_, 1);
}

TEST_F(CompartmentKeeperTest, TheEndIsAskedForOnceAndKilledWhenItDoesNotCome) {
  Make();
  current_->OnCompartmentReady({});
  keeper_->BeginEnd();
  keeper_->End();
  ASSERT_TRUE(shutdown_);
  const auto first = std::exchange(shutdown_, nullptr);
  keeper_->End();
  EXPECT_FALSE(shutdown_);
  Tick();
  EXPECT_EQ(kills_, 0);
  clock_.Advance(2s);
  Tick();
  EXPECT_EQ(kills_, 1);
  first();
  EXPECT_EQ(ended_, 1);
}

}  // namespace
}  // namespace bulkhead
