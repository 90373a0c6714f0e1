#include "browser/host/renderer_watch.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kMiB = 1024 * 1024;

class RendererWatchTest : public testing::Test, private RendererWatch::Client {
 protected:
  static HostOptions Options() {
    HostOptions options;
    options.hang = {200ms, 400ms};
    options.memory_limit_bytes = 100 * kMiB;
    return options;
  }
  void TickHang(Duration by) {
    now_ += by;
    watch_.TickHang(now_, 0ms);
  }

  const HostOptions options_ = Options();
  TimePoint now_{1h};
  std::optional<ThreadSample> thread_;
  std::optional<MemorySample> memory_;
  std::vector<uint64_t> pings_;
  std::vector<HangKind> unresponsive_;
  int responsive_ = 0;
  int resumed_ = 0;
  std::vector<std::pair<Death, TimePoint>> verdicts_;
  RendererWatch watch_{options_, *this};

 private:
  std::optional<ThreadSample> SampleThread() override { return thread_; }
  std::optional<MemorySample> SampleOwnMemory() override { return memory_; }
  void SendPing(uint64_t nonce) override { pings_.push_back(nonce); }
  void OnUnresponsive(HangKind kind) override { unresponsive_.push_back(kind); }
  void OnResponsive() override { ++responsive_; }
  void Resume() override { ++resumed_; }
  void OnVerdict(Death death, TimePoint since) override { verdicts_.emplace_back(std::move(death), since); }
};

TEST_F(RendererWatchTest, AHangIsToldRecoversAndIsJudgedFromItsLastBeat) {
  watch_.OnHello(now_);
  EXPECT_TRUE(watch_.said_hello());
  while (unresponsive_.empty()) {
    TickHang(50ms);
    ASSERT_LT(now_, TimePoint(1h) + 1min);
  }
  ASSERT_FALSE(pings_.empty());
  EXPECT_TRUE(watch_.OnPong(pings_.back(), now_));
  EXPECT_EQ(responsive_, 1);
  const TimePoint beat = now_;
  while (verdicts_.empty()) {
    TickHang(50ms);
    ASSERT_LT(now_, TimePoint(1h) + 1min);
  }
  EXPECT_EQ(verdicts_[0].first.cause, Cause::kHang);
  EXPECT_EQ(verdicts_[0].first.detail.thread, "main");
  EXPECT_EQ(verdicts_[0].second, beat);
}

TEST_F(RendererWatchTest, AStoppedRendererIsResumed) {
  watch_.OnHello(now_);
  thread_ = ThreadSample{'T', 0, false};
  for (int i = 0; i < 20 && resumed_ == 0; ++i) {
    TickHang(50ms);
  }
  EXPECT_EQ(resumed_, 1);
}

TEST_F(RendererWatchTest, AnOverflowBesideAHangIsTheHang) {
  EXPECT_FALSE(watch_.SuspectedHang(now_));  // not before Hello
  watch_.OnHello(now_);
  EXPECT_FALSE(watch_.SuspectedHang(now_));
  while (unresponsive_.empty()) {
    TickHang(50ms);
    ASSERT_LT(now_, TimePoint(1h) + 1min);
  }
  const auto hang = watch_.SuspectedHang(now_);
  ASSERT_TRUE(hang);
  EXPECT_EQ(hang->last_beat, TimePoint(1h));
}

TEST_F(RendererWatchTest, APongThatNobodyAskedForIsNone) {
  watch_.OnHello(now_);
  EXPECT_FALSE(watch_.OnPong(99, now_));
}

TEST_F(RendererWatchTest, MemoryCountsAboveWhatTheForkBrought) {
  memory_ = MemorySample{70 * kMiB, 80 * 1024};
  watch_.OnSpawned(now_);
  memory_ = MemorySample{150 * kMiB, 160 * 1024};
  watch_.TickMemory(now_ += 1s);
  EXPECT_TRUE(verdicts_.empty());
  EXPECT_EQ(watch_.peak_rss_kib(), 160u * 1024);
  memory_ = MemorySample{171 * kMiB, 90 * 1024};
  watch_.TickMemory(now_ += 1s);
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].first.cause, Cause::kOutOfMemory);
  EXPECT_EQ(verdicts_[0].first.detail.limit, "rss 100MiB");
  EXPECT_EQ(verdicts_[0].first.detail.decision, "OutOfMemory: 101 MiB used");
  EXPECT_EQ(watch_.peak_rss_kib(), 160u * 1024);
}

TEST_F(RendererWatchTest, ASampleOutOfTurnCountsLikeAnother) {
  memory_ = MemorySample{70 * kMiB, 80 * 1024};
  watch_.OnSpawned(now_);
  watch_.SampleNow(now_ += 1ms);
  EXPECT_EQ(watch_.peak_rss_kib(), 80u * 1024);
  EXPECT_TRUE(verdicts_.empty());
  memory_ = MemorySample{171 * kMiB, 180 * 1024};
  watch_.SampleNow(now_ += 1ms);
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(RendererWatchTest, NoSampleIsNoVerdict) {
  watch_.OnSpawned(now_);
  watch_.TickMemory(now_ += 1s);
  EXPECT_TRUE(verdicts_.empty());
  watch_.NotePeak(5);
  EXPECT_EQ(watch_.peak_rss_kib(), 5u);
}

}  // namespace
}  // namespace bulkhead
