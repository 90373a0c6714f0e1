#include "browser/symbols/symbol_service.h"

#include <chrono>

#include <boost/asio/executor_work_guard.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/unit/symbols/known_code.h"

namespace bulkhead {
namespace {

std::vector<RawStack> KnownStack() {
  return {{"main", {FrameOf(reinterpret_cast<const void*>(&InlinedPlace))}, false}};
}

class SymbolServiceTest : public testing::Test {
 protected:
  void RunUntilIdle() {
    while (!symbols_->idle()) {
      loop_.run_one();
    }
  }
  SymbolService::Done Keep() {
    return [this](std::vector<NamedStack> stacks) { answers_.push_back(std::move(stacks)); };
  }

  boost::asio::io_context loop_;
  const boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
  ManualClock clock_;
  std::unique_ptr<SymbolService> symbols_ = std::make_unique<SymbolService>(loop_, clock_);
  std::vector<std::vector<NamedStack>> answers_;
};

TEST_F(SymbolServiceTest, AnswersOnTheLoopNeverFromInside) {
  symbols_->Name(KnownStack(), Keep());
  EXPECT_TRUE(answers_.empty());
  EXPECT_FALSE(symbols_->idle());
  RunUntilIdle();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].at(0).thread, "main");
  EXPECT_EQ(answers_[0].at(0).frames.at(0).function, "bulkhead::InlinedPlace()");
}

TEST_F(SymbolServiceTest, WithoutStacksOrWithoutTimeItAnswersAllTheSame) {
  symbols_->Name({}, Keep());
  symbols_->Name(KnownStack(), Keep(), SymbolService::Haste::kNoNames);
  EXPECT_TRUE(answers_.empty());
  RunUntilIdle();
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_TRUE(answers_[0].empty());
  EXPECT_EQ(answers_[1].at(0).frames.at(0).function, "");
}

TEST_F(SymbolServiceTest, ADeadlineEndsARequestOnceWithWhatIsKnownThen) {
  symbols_->Name(KnownStack(), Keep());
  clock_.Advance(SymbolService::kDeadline - std::chrono::milliseconds(1));
  symbols_->Tick(clock_.Now());
  EXPECT_TRUE(answers_.empty());
  clock_.Advance(std::chrono::milliseconds(1));
  symbols_->Tick(clock_.Now());
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_THAT(answers_[0].at(0).frames.at(0).function, testing::AnyOf("", "bulkhead::InlinedPlace()"));
  EXPECT_EQ(answers_[0].at(0).frames.at(0).offset, KnownStack()[0].frames[0].offset);
  symbols_.reset();
  loop_.poll();  // the names, if they are there by now, are dropped
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(SymbolServiceTest, GivesUpAllAtOnce) {
  for (int i = 0; i < 3; ++i) {
    symbols_->Name(KnownStack(), Keep());
  }
  symbols_->GiveUp();
  EXPECT_EQ(answers_.size(), 3u);
  EXPECT_TRUE(symbols_->idle());
}

TEST_F(SymbolServiceTest, AStormIsAnsweredWholeWithNamesOrWithout) {
  const size_t storm = SymbolService::kMostWaiting * 3;
  for (size_t i = 0; i < storm; ++i) {
    symbols_->Name(KnownStack(), Keep());
  }
  RunUntilIdle();
  EXPECT_EQ(answers_.size(), storm);
}

TEST_F(SymbolServiceTest, EndsWithRequestsUnderWay) {
  symbols_->Name(KnownStack(), Keep());
  symbols_.reset();
  loop_.poll();
  EXPECT_TRUE(answers_.empty());
}

}  // namespace
}  // namespace bulkhead
