// What a renderer is refused of the sandbox, and what the host makes of it.
#include <unistd.h>

#include <cstring>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/browser/crash_area_bytes.h"
#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

class HostRefusalsTest : public FakeHostFixture {
 protected:
  static HostOptions BestEffort() {
    HostOptions options = Defaults();
    options.sandbox = SandboxMode::kBestEffort;
    return options;
  }
  static void Write(const FakeRenderer& renderer, const CrashAreaBytes& area) {
    ASSERT_EQ(::pwrite(renderer.crash_area(), area.bytes().data(), area.bytes().size(), 0),
              static_cast<ssize_t>(area.bytes().size()));
  }
  static void NoteMissing(const FakeRenderer& renderer, const char* layer, const char* why) {
    CrashAreaBytes area;
    std::strcpy(area.area()->missing[0].layer, layer);
    std::strcpy(area.area()->missing[0].why, why);
    area.area()->missing_layers = 1;
    Write(renderer, area);
  }
  // A renderer that is refused `step` and ends for it, as in strict.
  void Refuse(FakeRenderer& renderer, const char* step) {
    CrashAreaBytes area;
    std::strcpy(area.area()->failed_step, step);
    std::strcpy(area.area()->failed_why, "refused");
    area.area()->failed_error = EINVAL;
    Write(renderer, area);
    renderer.Die();
    compartment_->client().OnRendererExited({renderer.pid(), Exited(125), 0, 0, 0, 0});
    RunUntil([this] { return host_->last_death(1) != nullptr; });
  }
  void KeepFatal() {
    host_->on_fatal = [this](const UserError& error) {
      EXPECT_FALSE(fatal_) << "told twice";
      fatal_ = error;
    };
  }
  std::optional<UserError> fatal_;
};

TEST_F(HostRefusalsTest, BestEffortSaysAtTheStartWhatTheFirstRendererDoesWithout) {
  Start(BestEffort());
  Open();
  FakeRenderer& renderer = NextBorn();
  EXPECT_THAT(events_, IsEmpty());
  NoteMissing(renderer, "root", "refused\x1b[2J (errno 22)");
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([this] { return host_->state(1) == TabState::kLive; });
  ASSERT_TRUE(std::holds_alternative<HostStart>(events_.front().body));
  const HostStart& start = std::get<HostStart>(events_.front().body);
  ASSERT_THAT(start.layers, Contains(Pair("root", HasSubstr("(errno 22)"))));
  EXPECT_EQ(start.layers[0].second.find('\x1b'), std::string::npos);
  EXPECT_THAT(All<HostStart>(), SizeIs(1));
  EXPECT_LE(events_[0].t, events_[1].t);
}

TEST_F(HostRefusalsTest, BestEffortSaysItAlsoWhereNoRendererLives) {
  Start(BestEffort());
  Open();
  FakeRenderer& renderer = NextBorn();
  End(renderer, SIGKILL);
  ASSERT_FALSE(events_.empty());
  EXPECT_TRUE(std::holds_alternative<HostStart>(events_.front().body));
}

TEST_F(HostRefusalsTest, BestEffortSaysItAtTheEndWhereThereWasNoRenderer) {
  Start(BestEffort());
  RunUntil([this] { return loop_.poll_one() == 0; });  // the compartment is ready
  std::optional<Summary> summary;
  host_->Shutdown([&](const Summary& told) { summary = told; });
  RunUntil([&] { return summary.has_value(); });
  ASSERT_THAT(events_, SizeIs(2));
  EXPECT_TRUE(std::holds_alternative<HostStart>(events_[0].body));
  EXPECT_TRUE(std::holds_alternative<Summary>(events_[1].body));
}

TEST_F(HostRefusalsTest, StrictDoesNotAskWhatIsMissing) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  NoteMissing(renderer, "root", "says a renderer that wants to be thought weak");
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([this] { return host_->state(1) == TabState::kLive; });
  EXPECT_THAT(std::get<HostStart>(events_.front().body).layers, Contains(Pair("root", "applied")));
}

TEST_F(HostRefusalsTest, StrictEndsWhereTheFirstRendererIsRefusedALayer) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kAlways;
  Start(options);
  KeepFatal();
  Open();
  Refuse(NextBorn(), "seccomp");
  ASSERT_TRUE(fatal_);
  EXPECT_THAT(fatal_->Line(), StartsWith("bulkhead: cannot start the sandbox: seccomp: refused: Invalid argument; "));
  EXPECT_THAT(fatal_->remedy, HasSubstr("--sandbox=best-effort"));
  // Once, also when it is tried again.
  Refuse(NextBorn(), "seccomp");
}

TEST_F(HostRefusalsTest, AStepOfNoLayerIsTheTabsMisfortune) {
  Start();
  KeepFatal();
  Open();
  Refuse(NextBorn(), "threads");
  EXPECT_FALSE(fatal_);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kStartupFailed);
}

TEST_F(HostRefusalsTest, WhereOneHasLivedTheSandboxStarts) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kAlways;
  FakeRenderer& renderer = StartLive(options);
  KeepFatal();
  End(renderer, SIGKILL);
  Refuse(NextBorn(), "seccomp");
  EXPECT_FALSE(fatal_);
}

TEST_F(HostRefusalsTest, BestEffortIsNotEndedByARefusal) {
  Start(BestEffort());
  KeepFatal();
  Open();
  Refuse(NextBorn(), "landlock");
  EXPECT_FALSE(fatal_);
}

}  // namespace
}  // namespace bulkhead
