#include "renderer/process/start_up.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderer/process/start_up_order.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;

// What the steps of a test did, and what they were told to answer.
struct Trace {
  std::vector<std::string> ran;
  StepResult second = StepResult::Done();
};

StepResult First(Trace& trace) {
  trace.ran.push_back("first");
  return StepResult::Done();
}
StepResult Second(Trace& trace) {
  trace.ran.push_back("second");
  return trace.second;
}
StepResult Third(Trace& trace) {
  trace.ran.push_back("third");
  return StepResult::Done();
}

struct StartUpFailed {
  std::string step;
  StepResult result;
};

class Observer final : public StepObserver {
 public:
  void OnStep(const char* name) override { entered.push_back(name); }
  void OnStepDone(const char* name) override { done.push_back(name); }
  [[noreturn]] void OnStepFailed(const char* name, const StepResult& result) override {
    throw StartUpFailed{name, result};
  }
  std::vector<std::string> entered;
  std::vector<std::string> done;
};

class StepsTest : public testing::Test {
 protected:
  void Run(Need need, const char* layer = "net") {
    const Step<Trace> steps[] = {{"a", nullptr, Need::kRequired, First},
                                 {"b", layer, need, Second},
                                 {"c", "seccomp", Need::kLayer, nullptr},
                                 {"d", nullptr, Need::kRequired, Third}};
    RunSteps(std::span<const Step<Trace>>(steps), start_up_, trace_, observer_, -1);
  }

  StartUp start_up_;
  Trace trace_;
  Observer observer_;
};

TEST_F(StepsTest, RunInOrderAndNameTheirLayers) {
  Run(Need::kLayer);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "second", "third"));
  EXPECT_THAT(observer_.entered, ElementsAre("a", "b", "d"));
  EXPECT_EQ(observer_.done, observer_.entered);
  EXPECT_EQ(start_up_.layers.Get("net"), "applied");
  EXPECT_EQ(start_up_.layers.Get("seccomp"), "not built");
}

TEST_F(StepsTest, StrictEndsAtTheFirstRefusal) {
  trace_.second = StepResult::Failed(EPERM, "unshare");
  for (const Need need : {Need::kRequired, Need::kLayer, Need::kHelpful}) {
    trace_.ran.clear();
    try {
      Run(need);
      ADD_FAILURE() << "went on";
    } catch (const StartUpFailed& failed) {
      EXPECT_EQ(failed.step, "b");
      EXPECT_EQ(failed.result.error, EPERM);
    }
    EXPECT_THAT(trace_.ran, ElementsAre("first", "second"));
  }
}

TEST_F(StepsTest, BestEffortGoesOnAndSaysWhy) {
  start_up_.config.set_mode(spawn::Config::BEST_EFFORT);
  trace_.second = StepResult::Failed(EPERM, "unshare");
  Run(Need::kLayer);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "second", "third"));
  EXPECT_EQ(start_up_.layers.Get("net"), "unshare: Operation not permitted (errno 1)");
  EXPECT_THROW(Run(Need::kRequired), StartUpFailed);
}

TEST_F(StepsTest, OffLeavesLayersOutAndTriesTheRest) {
  start_up_.config.set_mode(spawn::Config::OFF);
  Run(Need::kLayer);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "third"));
  EXPECT_EQ(start_up_.layers.Get("net"), "off");
  trace_.ran.clear();
  Run(Need::kHelpful, nullptr);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "second", "third"));
}

TEST_F(StepsTest, ADisabledLayerIsLeftOutButNotWhatIsRequired) {
  start_up_.config.add_disabled_layers("net");
  Run(Need::kLayer);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "third"));
  EXPECT_EQ(start_up_.layers.Get("net"), "left out by option");
  trace_.ran.clear();
  Run(Need::kRequired);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "second", "third"));
}

TEST_F(StepsTest, AKeptLayerIsLeftOutByOptionOnly) {
  start_up_.config.set_mode(spawn::Config::OFF);
  Run(Need::kKept);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "second", "third"));
  trace_.second = StepResult::Failed(EPERM, "setpgid");
  EXPECT_THROW(Run(Need::kKept), StartUpFailed);
  start_up_.config.add_disabled_layers("net");
  trace_.ran.clear();
  Run(Need::kKept);
  EXPECT_THAT(trace_.ran, ElementsAre("first", "third"));
}

TEST_F(StepsTest, ASkippedStepLeavesItsReason) {
  trace_.second = StepResult::Skipped("needs a user namespace");
  Run(Need::kLayer);
  EXPECT_EQ(start_up_.layers.Get("net"), "needs a user namespace");
}

template <class Context>
void Check(std::span<const Step<Context>> steps, std::set<std::string>& names) {
  const std::set<std::string> layers(kLayerNames.begin(), kLayerNames.end());
  for (const Step<Context>& step : steps) {
    EXPECT_TRUE(names.insert(step.name).second) << step.name << " twice: pauses and errors go by the name";
    EXPECT_LE(std::string(step.name).size(), 14u) << step.name << " must fit a process name with an @";
    EXPECT_TRUE(step.layer == nullptr || layers.count(step.layer) != 0) << step.layer;
    EXPECT_TRUE(step.run != nullptr || step.layer != nullptr) << step.name;
  }
}

TEST(StartUpOrderTest, NamesAreUniqueShortAndOfKnownLayers) {
  std::set<std::string> names = {kZygoteWait, kZygoteFork, kZygoteReply};
  Check(StageZeroOrder(), names);
  Check(AnnounceOrder(), names);
  Check(InitOrder(), names);
  Check(ZygoteOrder(), names);
  Check(RendererOrder(), names);
  EXPECT_LE(RendererOrder().size(), kStartupSteps);
}

TEST(LayerBookTest, TheFirstWordThatIsNotAppliedStays) {
  LayerBook book;
  book.Set("root", "applied");
  book.Set("root", "mount: refused");
  book.Set("root", "applied");
  EXPECT_EQ(book.Get("root"), "mount: refused");
  EXPECT_EQ(book.Get("pid"), "");
}

TEST(LayerBookTest, AllHasEveryLayerInItsOrder) {
  LayerBook book;
  book.Set("pid", "off");
  const auto all = book.All("applied");
  ASSERT_EQ(all.size(), kLayerNames.size());
  EXPECT_EQ(all[0], std::make_pair(std::string("user"), std::string("applied")));
  EXPECT_EQ(all[1], std::make_pair(std::string("pid"), std::string("off")));
}

}  // namespace
}  // namespace bulkhead
