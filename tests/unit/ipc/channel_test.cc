// The channel while it lives: turns, coalescing, fairness, pausing, descriptors.
#include <fcntl.h>

#include <boost/asio/post.hpp>

#include "proto/control.pb.h"
#include "proto/frames.pb.h"
#include "tests/unit/ipc/channel_fixture.h"

namespace bulkhead {
namespace {

const Bytes kTitle = Golden("bulkhead.control.TitleChanged").bytes();

control::Ping Ping(uint64_t nonce) {
  control::Ping ping;
  ping.set_nonce(nonce);
  return ping;
}

TEST_F(ChannelTest, FramesComeInOrder) {
  FarWrites(kPong + kTitle + kPong);
  Turn();
  EXPECT_EQ(numbers_, (std::vector<uint16_t>{proto::PONG, proto::TITLE_CHANGED, proto::PONG}));
  EXPECT_EQ(channel_->messages_in(), 3U);
  EXPECT_TRUE(ends_.empty());
}

TEST_F(ChannelTest, NothingIsReadBeforeStart) {
  SocketPair pair = CreateSocketPair(SOCK_STREAM).value();
  Channel channel(loop_, std::move(pair.ours), {}, *this, clock_);
  channel.gate().set_state(proto::OPEN);
  ASSERT_TRUE(WriteStream(pair.theirs.get(), kPong, {}));
  channel.PauseReading(true);
  channel.PauseReading(false);
  Turn();
  EXPECT_TRUE(numbers_.empty());
  channel.Start();
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelTest, AFrameInPiecesByteByByte) {
  for (const uint8_t byte : kTitle) {
    EXPECT_TRUE(numbers_.empty());
    FarWrites({byte});
    Turn();
  }
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelTest, EverythingSentInOneTurnLeavesInOneWrite) {
  Bytes expected;
  for (uint64_t i = 1; i <= 100; ++i) {
    channel_->Send(Ping(i));
    expected = expected + Frame1(proto::PING, FromHex("08") + Bytes{static_cast<uint8_t>(i)});
  }
  EXPECT_TRUE(FarReads().empty());  // not yet: the turn is still on
  Turn();
  EXPECT_EQ(FarReads(), expected);
  EXPECT_EQ(channel_->queued_bytes(), 0U);
  EXPECT_EQ(channel_->messages_out(), 100U);
}

// 1 KiB, frame and all.
control::PostMessage Kilobyte() {
  control::PostMessage message;
  message.set_page(1);
  message.set_json(std::string(1024 - kFrameHeaderBytes - 5, '1'));
  return message;
}

TEST_F(ChannelTest, AWholeSegmentLeavesWhileTheTurnGoesOn) {
  on_frame_ = [this](Frame&) {
    for (int i = 0; i < 63; ++i) {
      channel_->Send(Kilobyte());
    }
    EXPECT_TRUE(FarReads().empty());
    for (int i = 63; i < 100; ++i) {
      channel_->Send(Kilobyte());
    }
    EXPECT_EQ(FarReads().size(), 64U * 1024);
  };
  FarWrites(kTitle);
  Turn();
  EXPECT_EQ(FarReads().size(), 36U * 1024);
  EXPECT_EQ(channel_->queued_bytes(), 0U);
}

TEST_F(ChannelTest, WhileTheSocketIsFullNothingIsWrittenAheadAndNothingLost) {
  FillSocket();
  size_t sent = 0;
  on_frame_ = [&](Frame&) {
    for (; sent < 200; ++sent) {
      channel_->Send(Kilobyte());
    }
  };
  FarWrites(kTitle);
  Turn();
  EXPECT_EQ(channel_->queued_bytes(), 200U * 1024);
  size_t received = 0;
  for (Bytes bytes = FarReads(); !bytes.empty(); bytes = FarReads()) {
    received += bytes.size();
    Turn();
  }
  EXPECT_EQ(channel_->queued_bytes(), 0U);
  EXPECT_GE(received, 200U * 1024 + 64 * 1024);  // behind what filled it
}

TEST_F(ChannelTest, AnswersToManyFramesLeaveInOneWriteAtTheEndOfTheTurn) {
  on_frame_ = [this](Frame&) {
    channel_->Send(Ping(1));
    EXPECT_TRUE(FarReads().empty());
  };
  FarWrites(kTitle + kTitle + kTitle);
  Turn();
  EXPECT_EQ(FarReads().size(), 3 * (kFrameHeaderBytes + 2));
}

TEST_F(ChannelTest, HeldItWritesNothingThenAllInOrder) {
  channel_->HoldWrites(true);
  channel_->Send(Ping(1));
  channel_->Flush();
  on_frame_ = [this](Frame&) { channel_->Send(Ping(2)); };
  FarWrites(kTitle);
  Turn();
  EXPECT_TRUE(FarReads().empty());
  EXPECT_EQ(numbers_.size(), 1U);  // it reads on
  // Its age says nothing about a peer that was sent nothing.
  clock_.Advance(std::chrono::hours(1));
  channel_->CheckQueueAge();
  EXPECT_TRUE(ends_.empty());
  channel_->HoldWrites(false);
  Turn();
  EXPECT_EQ(FarReads(), Frame1(proto::PING, FromHex("08 01")) + Frame1(proto::PING, FromHex("08 02")));
}

TEST_F(ChannelTest, LetGoInItsOwnTurnItWritesAtTheEndOfThat) {
  channel_->HoldWrites(true);
  channel_->Send(Ping(1));
  on_frame_ = [this](Frame&) { channel_->HoldWrites(false); };
  FarWrites(kTitle);
  Turn();
  EXPECT_EQ(FarReads(), Frame1(proto::PING, FromHex("08 01")));
}

TEST_F(ChannelTest, HeldItIsStillBoundInBytes) {
  Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 100});
  channel_->HoldWrites(true);
  for (int i = 0; i < 20; ++i) {
    channel_->Send(Ping(1));
  }
  Turn();
  ExpectEnd(ChannelEnd::Kind::kOutboundBytes);
}

TEST_F(ChannelTest, FlushWritesNow) {
  channel_->Send(Ping(1));
  channel_->Flush();
  EXPECT_EQ(FarReads().size(), kFrameHeaderBytes + 2);
  on_frame_ = [this](Frame&) {
    channel_->Send(Ping(1));
    channel_->Flush();
    EXPECT_EQ(FarReads().size(), kFrameHeaderBytes + 2);
  };
  FarWrites(kTitle);
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  EXPECT_TRUE(FarReads().empty());
}

TEST_F(ChannelTest, ABusyPeerYieldsToTheOthers) {
  Bytes many;
  for (int i = 0; i < 2000; ++i) {
    many = many + Frame1(proto::CONSOLE);
  }
  FarWrites(many);
  size_t in_a_row = 0;
  size_t longest = 0;
  on_frame_ = [&](Frame&) { longest = std::max(longest, ++in_a_row); };
  std::function<void()> other = [&] {
    in_a_row = 0;
    if (numbers_.size() < 2000) {
      boost::asio::post(loop_, other);
    }
  };
  boost::asio::post(loop_, other);
  Turn();
  EXPECT_EQ(numbers_.size(), 2000U);
  EXPECT_LE(longest, 256U);
}

TEST_F(ChannelTest, ABackLogLargerThanTheSocketArrivesWhole) {
  Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 0});
  control::Navigate navigate;
  navigate.set_url(std::string(10'000, 'x'));
  size_t sent = 0;
  for (int i = 0; i < 200; ++i) {
    channel_->Send(navigate);
    sent += kFrameHeaderBytes + navigate.ByteSizeLong();
  }
  size_t received = 0;
  while (received < sent) {
    Turn();
    const Bytes bytes = FarReads();
    ASSERT_FALSE(bytes.empty());
    received += bytes.size();
  }
  EXPECT_EQ(channel_->queued_bytes(), 0U);
  EXPECT_TRUE(ends_.empty());
  // And it goes on being a channel.
  FarWrites(kPong);
  channel_->Send(Ping(1));
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  EXPECT_EQ(FarReads().size(), kFrameHeaderBytes + 2);
}

TEST_F(ChannelTest, BothSidesWritingMuchIsNoDeadlock) {
  Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 0});
  control::Navigate navigate;
  navigate.set_url(std::string(10'000, 'x'));
  for (int i = 0; i < 200; ++i) {
    channel_->Send(navigate);
  }
  Turn();
  ASSERT_GT(channel_->queued_bytes(), 0U);
  FarWrites(kPong + kTitle);
  Turn();
  EXPECT_EQ(numbers_.size(), 2U);
}

TEST_F(ChannelTest, DescriptorsGoDownWithTheirFrame) {
  channel_->Send(Ping(1));
  channel_->Send(control::Navigate(), OpenDescriptors(1));
  channel_->Send(Ping(2));
  channel_->Send(control::ResourceReply(), OpenDescriptors(1));
  const size_t queued = channel_->queued_bytes();
  Turn();
  size_t read = 0;
  while (read < queued) {
    const Bytes bytes = FarReads();
    ASSERT_FALSE(bytes.empty());
    read += bytes.size();
  }
  EXPECT_EQ(far_descriptors_.size(), 2U);
  far_descriptors_.clear();
}

TEST_F(ChannelTest, DescriptorsArriveWithTheirFrame) {
  Open(ChannelKind::kControl, Direction::kDown);
  const Bytes ping = Golden("bulkhead.control.Ping").bytes();
  const Bytes navigate = Golden("bulkhead.control.Navigate").bytes();
  FarWrites(ping);
  FarWrites(navigate, 1);
  FarWrites(ping);
  FarWrites(navigate, 1);
  on_frame_ = [this](Frame& frame) {
    EXPECT_EQ(descriptors_.size(), frame.header.number == proto::NAVIGATE ? 1U : 0U);
    for (const UniqueFd& fd : descriptors_) {
      EXPECT_TRUE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC);
    }
    descriptors_.clear();
  };
  Turn();
  EXPECT_EQ(numbers_, (std::vector<uint16_t>{proto::PING, proto::NAVIGATE, proto::PING, proto::NAVIGATE}));
  EXPECT_TRUE(ends_.empty());
}

TEST_F(ChannelTest, PausedInTheMidstOfATurnItStopsAtThatFrameAndGoesOnLater) {
  on_frame_ = [this](Frame& frame) { channel_->PauseReading(frame.header.number == proto::TITLE_CHANGED); };
  FarWrites(kPong + kTitle + kPong + kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 2U);
  FarWrites(kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 2U);
  // The rest of the turn stands in the decoder, where no socket event would ever wake it.
  channel_->PauseReading(false);
  Turn();
  EXPECT_EQ(numbers_.size(), 5U);
}

TEST_F(ChannelTest, APausedChannelStillWrites) {
  channel_->PauseReading(true);
  channel_->Send(Ping(1));
  FarWrites(kPong);
  Turn();
  EXPECT_EQ(FarReads().size(), kFrameHeaderBytes + 2);
  EXPECT_TRUE(numbers_.empty());
}

TEST_F(ChannelTest, ParseFillsTheMessage) {
  on_frame_ = [this](Frame& frame) {
    control::Pong pong;
    EXPECT_TRUE(channel_->Parse(frame, pong));
    EXPECT_EQ(pong.nonce(), 258U);
  };
  FarWrites(kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelTest, TheClockIsReadOnceATurn) {
  class CountingClock final : public Clock {
   public:
    TimePoint Now() const override {
      ++reads;
      return TimePoint(std::chrono::hours(1));
    }
    mutable int reads = 0;
  };
  CountingClock clock;
  SocketPair pair = CreateSocketPair(SOCK_STREAM).value();
  Channel channel(loop_, std::move(pair.ours), {}, *this, clock);
  for (int i = 0; i < 100; ++i) {
    channel.Send(Ping(1));
  }
  EXPECT_EQ(clock.reads, 1);
}

TEST_F(ChannelTest, TwoChannelsTalk) {
  Open(ChannelKind::kFrames, Direction::kUp);
  struct Renderer final : ChannelReceiver {
    void OnFrame(Frame& frame) override {
      frames::FrameCredit credit;
      ASSERT_TRUE(channel->Parse(frame, credit));
      frames::FrameReady ready;
      ready.set_buffer(credit.buffer());
      channel->Send(ready);
    }
    void OnChannelEnd(const ChannelEnd& end) override { ended = end.kind == ChannelEnd::Kind::kPeerClosed; }
    std::unique_ptr<Channel> channel;
    bool ended = false;
  } renderer;
  renderer.channel = std::make_unique<Channel>(
      loop_, std::move(far_), ChannelOptions{ChannelKind::kFrames, Direction::kDown, 0, {}}, renderer, clock_);
  renderer.channel->gate().set_state(proto::OPEN);
  renderer.channel->Start();
  int buffer = 0;
  on_frame_ = [&](Frame& frame) {
    frames::FrameReady ready;
    ASSERT_TRUE(channel_->Parse(frame, ready));
    EXPECT_EQ(ready.buffer(), static_cast<uint32_t>(buffer));
    if (++buffer < 1000) {
      frames::FrameCredit credit;
      credit.set_buffer(static_cast<uint32_t>(buffer));
      channel_->Send(credit);
    }
  };
  channel_->Send(frames::FrameCredit());
  Turn();
  EXPECT_EQ(buffer, 1000);
  channel_->Close();
  Turn();
  EXPECT_TRUE(renderer.ended);
  EXPECT_TRUE(ends_.empty());
}

}  // namespace
}  // namespace bulkhead
