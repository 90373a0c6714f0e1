// How a channel ends: once, behind what arrived, with one reason, leaving no descriptor open.
#include <sys/resource.h>

#include "proto/control.pb.h"
#include "tests/unit/ipc/channel_fixture.h"

namespace bulkhead {
namespace {

using Kind = ChannelEnd::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

control::Navigate LongUrl() {
  control::Navigate navigate;
  navigate.set_url("demo:a-name-of-some-length");
  return navigate;
}

class ChannelEndTest : public ChannelTest {};

TEST_F(ChannelEndTest, TheEndComesBehindTheData) {
  FarWrites(kPong + kPong);
  far_.Reset();
  on_end_ = [this] { EXPECT_EQ(numbers_.size(), 2U); };
  Turn();
  ExpectEnd(Kind::kPeerClosed);
  EXPECT_TRUE(channel_->ended());
}

TEST_F(ChannelEndTest, AlsoWhenThePeerLeftUnreadWhatWeSent) {
  channel_->Send(control::Ping());
  Turn();
  FarWrites(kPong);
  far_.Reset();
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  ExpectEnd(Kind::kPeerClosed);
}

TEST_F(ChannelEndTest, AlsoWhenWeFindOutByWriting) {
  FarWrites(kPong);
  far_.Reset();
  channel_->Send(control::Ping());
  channel_->Flush();
  EXPECT_EQ(channel_->queued_bytes(), 0U);
  EXPECT_TRUE(ends_.empty());
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  ExpectEnd(Kind::kPeerClosed);
}

TEST_F(ChannelEndTest, NeverFromInsideSendHoweverMuchIsSent) {
  far_.Reset();
  control::PostMessage message;
  message.set_page(1);
  message.set_json(std::string(32 * 1024, '1'));
  for (int i = 0; i < 4; ++i) {
    channel_->Send(message);
    EXPECT_TRUE(ends_.empty());
  }
  Turn();
  ExpectEnd(Kind::kPeerClosed);
}

TEST_F(ChannelEndTest, AnEndInsideAFrameIsTruncatedAtEachByte) {
  for (size_t cut = 1; cut < kPong.size(); ++cut) {
    Open(ChannelKind::kControl, Direction::kUp);
    ends_.clear();
    FarWrites(kPong + Bytes(kPong.begin(), kPong.begin() + static_cast<ptrdiff_t>(cut)));
    far_.Reset();
    Turn();
    ExpectBad(BadMessageRule::kTruncated);
  }
  EXPECT_EQ(numbers_.size(), kPong.size() - 1);
}

TEST_F(ChannelEndTest, ABrokenRuleEndsItAndThePeerSeesThat) {
  FarWrites(kPong + Bytes(8, 0xff) + kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  ExpectBad(BadMessageRule::kHeader);
  EXPECT_TRUE(FarSeesEnd());
  EXPECT_FALSE(WriteStream(far_.get(), kPong, {}).has_value());
}

TEST_F(ChannelEndTest, EachRuleOfTheGateArrives) {
  const std::vector<std::pair<Bytes, BadMessageRule>> cases = {
      {RawFrame({0, proto::PONG, 0, 0x00}), BadMessageRule::kHeader},
      {Frame1(999), BadMessageRule::kUnknownMessage},
      {Frame1(proto::PING), BadMessageRule::kDirection},
      {Frame1(proto::FRAME_READY), BadMessageRule::kDirection},
      {RawFrame({0xffff'ffff, proto::PONG, 0, kFrameMagic}), BadMessageRule::kOversize},
      {Frame1(proto::HELLO), BadMessageRule::kState},
      {Frame1(proto::GOODBYE) + Frame1(proto::GOODBYE), BadMessageRule::kRate},
      {Frame1(proto::PONG, {}, 1), BadMessageRule::kDescriptors},
  };
  for (const auto& [bytes, rule] : cases) {
    Open(ChannelKind::kControl, Direction::kUp);
    ends_.clear();
    FarWrites(bytes);
    Turn();
    ExpectBad(rule);
  }
}

TEST_F(ChannelEndTest, DescriptorsFromBelowAreRefusedAndNeverOpened) {
  const size_t open = CountOpenDescriptors();
  FarWrites(kPong, 3);
  Turn();
  ExpectBad(BadMessageRule::kDescriptors);
  EXPECT_TRUE(numbers_.empty());
  EXPECT_EQ(CountOpenDescriptors(), open - 1);  // the channel's own
}

TEST_F(ChannelEndTest, SurplusAndMissingDescriptorsFromAbove) {
  const Bytes ping = Golden("bulkhead.control.Ping").bytes();
  const Bytes ring = Golden("bulkhead.frames.OpenPage").bytes();
  for (const size_t surplus : {1U, 2U, 50U}) {
    Open(ChannelKind::kControl, Direction::kDown);
    ends_.clear();
    const size_t open = CountOpenDescriptors();
    FarWrites(ping, surplus);
    Turn();
    ExpectBad(BadMessageRule::kDescriptors);
    EXPECT_EQ(CountOpenDescriptors(), open - 1);
  }
  Open(ChannelKind::kFrames, Direction::kDown);
  ends_.clear();
  FarWrites(ring);
  Turn();
  ExpectBad(BadMessageRule::kDescriptors);
}

TEST_F(ChannelEndTest, TheDescriptorsOfAFrameThatNeverCameWholeAreClosed) {
  Open(ChannelKind::kControl, Direction::kDown);
  const Bytes navigate = Golden("bulkhead.control.Navigate").bytes();
  const size_t open = CountOpenDescriptors();
  FarWrites(Bytes(navigate.begin(), navigate.begin() + 10), 1);
  Turn();
  EXPECT_EQ(CountOpenDescriptors(), open + 1);
  channel_->Close();
  EXPECT_EQ(CountOpenDescriptors(), open - 1);
}

TEST_F(ChannelEndTest, TheDescriptorsOfAFrameThatNeverLeftAreClosed) {
  FillSocket();
  const size_t open = CountOpenDescriptors();
  channel_->Send(control::Navigate(), OpenDescriptors(1));
  Turn();
  EXPECT_EQ(CountOpenDescriptors(), open + 1);
  channel_->Close();
  EXPECT_EQ(CountOpenDescriptors(), open - 1);
  channel_->Send(control::Navigate(), OpenDescriptors(1));
  EXPECT_EQ(CountOpenDescriptors(), open - 1);
}

#ifndef BULKHEAD_SANITIZED  // UndefinedBehaviorSanitizer itself needs a descriptor to look at an object
TEST_F(ChannelEndTest, OutOfDescriptorsIsOurFaultNotThePeers) {
  Open(ChannelKind::kControl, Direction::kDown);
  FarWrites(Golden("bulkhead.control.Navigate").bytes(), 1);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit none{0, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  Turn();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  ExpectEnd(Kind::kError);
  EXPECT_EQ(ends_[0].error, ErrnoError(EMFILE));
}
#endif

TEST_F(ChannelEndTest, BadProtobufEndsItInParse) {
  on_frame_ = [this](Frame& frame) {
    control::Pong pong;
    EXPECT_FALSE(channel_->Parse(frame, pong));
    EXPECT_TRUE(channel_->ended());
    EXPECT_FALSE(channel_->Parse(frame, pong));  // once is enough
  };
  FarWrites(Frame1(proto::PONG, FromHex("ff ff")) + kPong);
  Turn();
  ExpectBad(BadMessageRule::kParse);
  EXPECT_EQ(ends_[0].detail, "bulkhead.control.Pong");
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelEndTest, UnknownFieldsFromBelowEndIt) {
  on_frame_ = [this](Frame& frame) {
    control::Pong pong;
    EXPECT_FALSE(channel_->Parse(frame, pong));
  };
  FarWrites(Frame1(proto::PONG, FromHex("08 01 78 01")));
  Turn();
  ExpectBad(BadMessageRule::kUnknownFields);
}

TEST_F(ChannelEndTest, RefuseEndsItWithARuleOfTheReceiver) {
  on_frame_ = [this](Frame&) {
    channel_->Refuse(BadMessageRule::kId, "page 9");
    channel_->Refuse(BadMessageRule::kField, "twice");
  };
  FarWrites(kPong + kPong);
  Turn();
  ExpectBad(BadMessageRule::kId);
  EXPECT_EQ(ends_[0].detail, "page 9");
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelEndTest, AfterTheEndEverythingIsQuiet) {
  channel_->Refuse(BadMessageRule::kId, "");
  channel_->Send(control::Ping());
  channel_->SendRaw(kPong);
  channel_->Flush();
  channel_->PauseReading(true);
  channel_->PauseReading(false);
  channel_->CheckQueueAge();
  channel_->DrainAndEnd();
  channel_->Close();
  Turn();
  ExpectBad(BadMessageRule::kId);
  EXPECT_EQ(channel_->queued_bytes(), 0U);
}

TEST_F(ChannelEndTest, CloseIsSilent) {
  FarWrites(kPong);
  channel_->Close();
  Turn();
  EXPECT_TRUE(numbers_.empty());
  EXPECT_TRUE(ends_.empty());
  EXPECT_TRUE(FarSeesEnd());
}

// ---- bounds ---------------------------------------------------------------------------------------------------

TEST_F(ChannelEndTest, APeerThatNeverReadsEndsItByBytes) {
  Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 100'000});
  FillSocket();
  control::Navigate navigate;
  navigate.set_url(std::string(10'000, 'x'));
  int sent = 0;
  while (ends_.empty()) {
    ASSERT_LT(++sent, 100);
    channel_->Send(navigate);
    EXPECT_TRUE(ends_.empty());  // never from inside Send()
    Turn();
  }
  ExpectEnd(Kind::kOutboundBytes);
  EXPECT_EQ(sent, 10);
  EXPECT_EQ(channel_->queued_bytes(), 0U);
}

TEST_F(ChannelEndTest, APeerThatNeverReadsEndsItByAge) {
  FillSocket();
  channel_->Send(control::Ping());
  Turn();
  clock_.Advance(seconds(5));
  channel_->CheckQueueAge();
  EXPECT_TRUE(ends_.empty());
  clock_.Advance(milliseconds(1));
  channel_->CheckQueueAge();
  ExpectEnd(Kind::kOutboundAge);
}

TEST_F(ChannelEndTest, ASlowReaderThatKeepsUpLives) {
  FillSocket();
  for (int second = 0; second < 60; ++second) {
    channel_->Send(control::Ping());
    Turn();
    clock_.Advance(seconds(1));
    channel_->CheckQueueAge();
    if (second % 4 == 3) {
      while (!FarReads().empty()) {
      }
      Turn();
      EXPECT_EQ(channel_->oldest_queued(), std::nullopt);
      FillSocket();
    }
  }
  EXPECT_TRUE(ends_.empty());
}

TEST_F(ChannelEndTest, WithoutBoundsNothingEnds) {
  Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 0, .max_queued_age = Duration::zero()});
  FillSocket();
  control::Navigate navigate;
  navigate.set_url(std::string(10'000, 'x'));
  for (int i = 0; i < 1000; ++i) {
    channel_->Send(navigate);
  }
  Turn();
  clock_.Advance(std::chrono::hours(1));
  channel_->CheckQueueAge();
  EXPECT_TRUE(ends_.empty());
  EXPECT_GT(channel_->queued_bytes(), 10'000'000U);
}

// ---- draining -------------------------------------------------------------------------------------------------

TEST_F(ChannelEndTest, DrainHandsOutAllThatArrivedThenEnds) {
  Bytes many;
  for (int i = 0; i < 1000; ++i) {
    many = many + Frame1(proto::CONSOLE);
  }
  FarWrites(many + kPong);
  on_end_ = [this] { EXPECT_EQ(numbers_.size(), 1001U); };
  channel_->DrainAndEnd();  // the far end is still open: a copy of it may live in another process
  ExpectEnd(Kind::kPeerClosed);
}

// Coalesced frames of the smallest size fill a socket with more of them than one turn, or many, would hand out.
TEST_F(ChannelEndTest, DrainTakesAFullSocketOfTheSmallestFrames) {
  Open(ChannelKind::kControl, Direction::kDown);
  Bytes many;
  for (int i = 0; i < 1000; ++i) {
    many = many + Frame1(proto::PING);
  }
  size_t written = 0;
  Result<size_t> write = 0U;
  while ((write = WriteStream(far_.get(), std::span(many).subspan(written % many.size()), {}))) {
    written += *write;
  }
  const size_t whole = written / kFrameHeaderBytes;
  channel_->DrainAndEnd();
  EXPECT_EQ(numbers_.size(), whole);
  EXPECT_GT(whole, 10'000U);
  EXPECT_EQ(ends_.size(), 1U);
}

TEST_F(ChannelEndTest, DrainSeesATruncatedFrameAndABadOne) {
  FarWrites(kPong + Bytes(kPong.begin(), kPong.begin() + 3));
  channel_->DrainAndEnd();
  ExpectBad(BadMessageRule::kTruncated);
  Open(ChannelKind::kControl, Direction::kUp);
  ends_.clear();
  FarWrites(Frame1(999));
  channel_->DrainAndEnd();
  ExpectBad(BadMessageRule::kUnknownMessage);
}

TEST_F(ChannelEndTest, DrainWorksWhilePausedAndBeforeStart) {
  channel_->PauseReading(true);
  FarWrites(kPong);
  channel_->DrainAndEnd();
  EXPECT_EQ(numbers_.size(), 1U);
  ExpectEnd(Kind::kPeerClosed);
}

TEST_F(ChannelEndTest, DrainFromInsideAFrameNeverNests) {
  int depth = 0;
  on_frame_ = [&](Frame&) {
    EXPECT_EQ(++depth, 1);
    channel_->DrainAndEnd();
    EXPECT_TRUE(ends_.empty());
    --depth;
  };
  FarWrites(kPong + kPong + kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 3U);
  ExpectEnd(Kind::kPeerClosed);
}

// ---- destroyed in callbacks -----------------------------------------------------------------------------------

TEST_F(ChannelEndTest, DestroyedInOnFrame) {
  on_frame_ = [this](Frame& frame) {
    channel_->Send(control::Ping());
    channel_.reset();
    EXPECT_EQ(frame.header.number, proto::PONG);
  };
  FarWrites(kPong + kPong);
  Turn();
  EXPECT_EQ(numbers_.size(), 1U);
  EXPECT_TRUE(ends_.empty());
}

TEST_F(ChannelEndTest, DestroyedInOnFrameWhileDraining) {
  on_frame_ = [this](Frame&) { channel_.reset(); };
  FarWrites(kPong + kPong);
  channel_->DrainAndEnd();
  EXPECT_EQ(numbers_.size(), 1U);
}

TEST_F(ChannelEndTest, DestroyedInOnChannelEndByEachWayToEnd) {
  on_end_ = [this] { channel_.reset(); };
  const auto fresh = [this] {
    Open(ChannelKind::kControl, Direction::kUp, {.max_queued_bytes = 1000});
    on_frame_ = nullptr;
    ends_.clear();
  };
  const auto ended = [this] {
    EXPECT_EQ(channel_, nullptr);
    EXPECT_EQ(ends_.size(), 1U);
  };
  far_.Reset();  // end of stream
  Turn();
  ended();
  fresh();  // a bad frame
  FarWrites(Frame1(999));
  Turn();
  ended();
  fresh();  // Refuse in OnFrame
  on_frame_ = [this](Frame&) { channel_->Refuse(BadMessageRule::kId, ""); };
  FarWrites(kPong + kPong);
  Turn();
  ended();
  fresh();  // Parse in OnFrame
  on_frame_ = [this](Frame& frame) {
    control::Pong pong;
    EXPECT_FALSE(channel_->Parse(frame, pong));
  };
  FarWrites(Frame1(proto::PONG, FromHex("ff")) + kPong);
  Turn();
  ended();
  fresh();  // a drain
  channel_->DrainAndEnd();
  ended();
  fresh();  // bytes, from the loop
  FillSocket();
  for (int i = 0; i < 100; ++i) {
    channel_->Send(LongUrl());
  }
  Turn();
  ended();
  fresh();  // bytes, at the end of a turn
  FillSocket();
  on_frame_ = [this](Frame&) {
    for (int i = 0; i < 100; ++i) {
      channel_->Send(LongUrl());
    }
  };
  FarWrites(kPong);
  Turn();
  ended();
  fresh();  // age
  FillSocket();
  channel_->Send(control::Ping());
  Turn();
  clock_.Advance(seconds(6));
  channel_->CheckQueueAge();
  ended();
}

TEST_F(ChannelEndTest, DestroyedWithEverythingOutstanding) {
  FillSocket();
  channel_->Send(control::Navigate(), OpenDescriptors(1));
  Turn();                            // waits to read and to write
  channel_->PauseReading(true);
  channel_->PauseReading(false);     // a turn is posted
  FarWrites(kPong);
  channel_.reset();
  Turn();
  EXPECT_TRUE(numbers_.empty());
  EXPECT_TRUE(ends_.empty());
}

TEST_F(ChannelEndTest, ASocketThatCannotBeWatchedEndsItWithTheError) {
  Channel channel(loop_, UniqueFd(1'000'000'000), {}, *this, clock_);  // no such descriptor
  channel.Start();
  EXPECT_TRUE(ends_.empty());
  Turn();
  ExpectEnd(Kind::kError);
}

}  // namespace
}  // namespace bulkhead
