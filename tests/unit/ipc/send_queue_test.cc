#include "ipc/send_queue.h"

#include <gtest/gtest.h>

#include "proto/control.pb.h"
#include "tests/support/descriptor_count.h"
#include "tests/support/manual_clock.h"
#include "tests/support/open_descriptors.h"
#include "tests/unit/ipc/golden_frames.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SendQueueTest : public ::testing::Test {
 protected:
  void TearDown() override {
    queue_.Clear();
    EXPECT_EQ(CountOpenDescriptors(), before_);
  }
  void Push(const std::string& name) {
    const GoldenFrame& golden = Golden(name);
    queue_.Push(golden.contract(), *golden.message, OpenDescriptors(golden.descriptors), clock_.Now());
  }
  static Bytes Of(const SendQueue::Chunk& chunk) { return Bytes(chunk.bytes.begin(), chunk.bytes.end()); }
  Bytes ping_ = Golden("bulkhead.control.Ping").bytes();
  Bytes navigate_ = Golden("bulkhead.control.Navigate").bytes();

  const size_t before_ = CountOpenDescriptors();
  ManualClock clock_;
  SendQueue queue_;
};

TEST_F(SendQueueTest, EmptyShowsNothing) {
  EXPECT_TRUE(queue_.empty());
  EXPECT_TRUE(queue_.Front().bytes.empty());
  EXPECT_EQ(queue_.oldest(), std::nullopt);
}

TEST_F(SendQueueTest, FramesWithoutDescriptorsGoTogether) {
  Push("bulkhead.control.Ping");
  Push("bulkhead.control.ClosePage");
  Push("bulkhead.control.Ping");
  EXPECT_EQ(Of(queue_.Front()), ping_ + Golden("bulkhead.control.ClosePage").bytes() + ping_);
  EXPECT_EQ(queue_.bytes(), Of(queue_.Front()).size());
}

TEST_F(SendQueueTest, DescriptorsBeginAChunkOfTheirOwn) {
  Push("bulkhead.control.Ping");
  Push("bulkhead.control.Navigate");
  Push("bulkhead.control.Ping");
  Push("bulkhead.control.ResourceReply");
  EXPECT_EQ(Of(queue_.Front()), ping_);
  EXPECT_TRUE(queue_.Front().descriptors.empty());
  queue_.Pop(ping_.size());
  EXPECT_EQ(Of(queue_.Front()), navigate_ + ping_);
  EXPECT_EQ(queue_.Front().descriptors.size(), 1U);
  queue_.Pop(navigate_.size() + ping_.size());
  EXPECT_EQ(Of(queue_.Front()), Golden("bulkhead.control.ResourceReply").bytes());
  EXPECT_EQ(queue_.Front().descriptors.size(), 1U);
}

TEST_F(SendQueueTest, DescriptorsAreClosedWithTheFirstByteWritten) {
  Push("bulkhead.control.Navigate");
  EXPECT_EQ(CountOpenDescriptors(), before_ + 1);
  queue_.Pop(1);
  EXPECT_EQ(CountOpenDescriptors(), before_);
  EXPECT_TRUE(queue_.Front().descriptors.empty());
  EXPECT_EQ(Of(queue_.Front()), Bytes(navigate_.begin() + 1, navigate_.end()));
}

TEST_F(SendQueueTest, AWriteThatStopsAtEachByte) {
  const Bytes whole = ping_ + navigate_ + ping_ + navigate_;
  for (size_t cut = 1; cut < whole.size(); ++cut) {
    Push("bulkhead.control.Ping");
    Push("bulkhead.control.Navigate");
    Push("bulkhead.control.Ping");
    Push("bulkhead.control.Navigate");
    Bytes written;
    size_t descriptors = 0;
    size_t room = cut;
    while (!queue_.empty()) {
      const SendQueue::Chunk chunk = queue_.Front();
      const size_t count = std::min(room, chunk.bytes.size());
      written.insert(written.end(), chunk.bytes.begin(), chunk.bytes.begin() + static_cast<ptrdiff_t>(count));
      descriptors += chunk.descriptors.size();
      queue_.Pop(count);
      room = count == room ? whole.size() : room - count;
      ASSERT_EQ(queue_.bytes(), whole.size() - written.size());
    }
    ASSERT_EQ(written, whole) << cut;
    ASSERT_EQ(descriptors, 2U);
  }
}

TEST_F(SendQueueTest, NoChunkIsLargerThanOneWrite) {
  control::Navigate message;
  message.set_url(std::string(16'000, 'x'));
  size_t pushed = 0;
  for (int i = 0; i < 20; ++i) {
    queue_.Push(ContractOf<control::Navigate>(), message, {}, clock_.Now());
    pushed += kFrameHeaderBytes + message.ByteSizeLong();
  }
  EXPECT_EQ(queue_.bytes(), pushed);
  size_t chunks = 0;
  while (!queue_.empty()) {
    const size_t size = queue_.Front().bytes.size();
    EXPECT_LE(size, 64U * 1024U);
    EXPECT_EQ(DecodeHeader(queue_.Front().bytes.data()).magic, kFrameMagic);  // cut between frames
    queue_.Pop(size);
    ++chunks;
  }
  EXPECT_EQ(chunks, 5U);
}

TEST_F(SendQueueTest, AgeIsThatOfTheOldestByteNotYetWritten) {
  const TimePoint start = clock_.Now();
  Push("bulkhead.control.Ping");
  clock_.Advance(seconds(1));
  Push("bulkhead.control.Ping");
  clock_.Advance(seconds(1));
  Push("bulkhead.control.Ping");
  EXPECT_EQ(queue_.oldest(), start);
  queue_.Pop(ping_.size() - 1);
  EXPECT_EQ(queue_.oldest(), start);
  queue_.Pop(1);
  EXPECT_EQ(queue_.oldest(), start + seconds(1));
  queue_.Pop(2 * ping_.size());
  EXPECT_EQ(queue_.oldest(), std::nullopt);
}

// A peer that reads slowly but keeps up: the queue is never empty, and never old.
TEST_F(SendQueueTest, AQueueThatIsNeverEmptyIsNotOldForThat) {
  Push("bulkhead.control.Ping");
  for (int second = 0; second < 100; ++second) {
    clock_.Advance(seconds(1));
    Push("bulkhead.control.Ping");
    queue_.Pop(ping_.size());
    EXPECT_EQ(queue_.oldest(), clock_.Now());
  }
}

TEST_F(SendQueueTest, PushesCloseTogetherCountAsTheFirstOfThem) {
  const TimePoint start = clock_.Now();
  Push("bulkhead.control.Ping");
  clock_.Advance(SendQueue::kAgeGrain - milliseconds(1));
  Push("bulkhead.control.Ping");
  clock_.Advance(milliseconds(1));
  Push("bulkhead.control.Ping");
  queue_.Pop(ping_.size());
  EXPECT_EQ(queue_.oldest(), start);
  queue_.Pop(ping_.size());
  EXPECT_EQ(queue_.oldest(), start + SendQueue::kAgeGrain);
}

TEST_F(SendQueueTest, RawBytesGoAsTheyAre) {
  Push("bulkhead.control.Ping");
  queue_.PushRaw(FromHex("ff fe"), clock_.Now());
  queue_.PushRaw({}, clock_.Now());
  EXPECT_EQ(Of(queue_.Front()), ping_ + FromHex("ff fe"));
  queue_.Pop(queue_.bytes());
  const Bytes large(1'000'000, 7);
  queue_.PushRaw(large, clock_.Now());
  EXPECT_EQ(Of(queue_.Front()), large);
}

TEST_F(SendQueueTest, ClearForgetsAll) {
  Push("bulkhead.control.Navigate");
  Push("bulkhead.control.ResourceReply");
  queue_.Clear();
  EXPECT_TRUE(queue_.empty());
  EXPECT_EQ(queue_.oldest(), std::nullopt);
  EXPECT_EQ(CountOpenDescriptors(), before_);
  Push("bulkhead.control.Ping");
  EXPECT_EQ(Of(queue_.Front()), ping_);
}

TEST_F(SendQueueTest, OurOwnMistakesEndTheProgram) {
  control::Ping ping;
  control::Navigate navigate;
  navigate.set_url(std::string(70'000, 'x'));
  EXPECT_DEATH(queue_.Push(ContractOf<control::Navigate>(), navigate, {}, clock_.Now()), "max_bytes");
  EXPECT_DEATH(queue_.Push(ContractOf<control::Ping>(), ping, OpenDescriptors(1), clock_.Now()), "max_descriptors");
  EXPECT_DEATH(queue_.Pop(1), "check failed");
}

}  // namespace
}  // namespace bulkhead
