#include "ipc/message_gate.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

using enum BadMessageRule;
using std::chrono::milliseconds;
using std::chrono::seconds;

FrameHeader Header(int number, uint32_t length = 0, uint8_t descriptors = 0) {
  return {length, static_cast<uint16_t>(number), descriptors, kFrameMagic};
}

class MessageGateTest : public ::testing::Test {
 protected:
  std::optional<BadMessageRule> Admit(const FrameHeader& header) { return gate_.Admit(header, clock_.Now()); }

  ManualClock clock_;
  MessageGate gate_{ChannelKind::kControl, Direction::kUp};
};

TEST_F(MessageGateTest, EachNumberIsJudgedByItsDeclaration) {
  for (const ChannelKind channel : {ChannelKind::kControl, ChannelKind::kFrames}) {
    for (const Direction direction : {Direction::kDown, Direction::kUp}) {
      for (int number = 0; number <= 0xffff; ++number) {
        MessageGate gate(channel, direction);
        const auto broken = gate.Admit(Header(number), clock_.Now());
        if (number >= static_cast<int>(kMessageNumbers) || !MessageContracts()[number].declared) {
          ASSERT_EQ(broken, kUnknownMessage) << number;
          number = number > 256 ? number + 255 : number;  // far from the table one in 256 is enough
        } else if (MessageContracts()[number].channel != channel || MessageContracts()[number].direction != direction) {
          ASSERT_EQ(broken, kDirection) << number;
        } else {
          ASSERT_TRUE(broken != kDirection && broken != kUnknownMessage) << number;
        }
      }
    }
  }
}

TEST_F(MessageGateTest, EachMessageInEachState) {
  for (const MessageContract& contract : MessageContracts()) {
    if (!contract.declared) {
      continue;
    }
    for (const auto state : {proto::CONNECTING, proto::OPEN, proto::CLOSING}) {
      MessageGate gate(contract.channel, contract.direction);
      gate.set_state(state);
      const bool allowed = (contract.states & (1U << state)) != 0;
      EXPECT_EQ(gate.Admit(Header(contract.number, 0, contract.min_descriptors), clock_.Now()),
                allowed ? std::nullopt : std::optional(kState))
          << contract.name;
    }
  }
}

TEST_F(MessageGateTest, TheHandshakeInOrder) {
  EXPECT_EQ(Admit(Header(proto::PONG)), kState);
  EXPECT_EQ(Admit(Header(proto::HELLO)), std::nullopt);
  gate_.set_state(proto::OPEN);
  EXPECT_EQ(Admit(Header(proto::HELLO)), kState);
  EXPECT_EQ(Admit(Header(proto::PONG)), std::nullopt);
  EXPECT_EQ(Admit(Header(proto::GOODBYE)), std::nullopt);
  gate_.set_state(proto::CLOSING);
  EXPECT_EQ(Admit(Header(proto::PONG)), kState);
  EXPECT_EQ(Admit(Header(proto::GOODBYE)), kState);
}

TEST_F(MessageGateTest, LengthAndDescriptorsOfEachMessage) {
  for (const MessageContract& contract : MessageContracts()) {
    if (!contract.declared) {
      continue;
    }
    MessageGate gate(contract.channel, contract.direction);
    gate.set_state((contract.states & (1U << proto::OPEN)) != 0 ? proto::OPEN : proto::CONNECTING);
    for (int count = 0; count <= 255; ++count) {
      const bool allowed = count >= contract.min_descriptors && count <= contract.max_descriptors;
      const auto broken = gate.Admit(Header(contract.number, contract.max_bytes, static_cast<uint8_t>(count)),
                                     clock_.Now());
      EXPECT_EQ(broken, allowed ? std::nullopt : std::optional(kDescriptors)) << contract.name << " " << count;
    }
    EXPECT_EQ(gate.Admit(Header(contract.number, contract.max_bytes + 1, contract.min_descriptors), clock_.Now()),
              kOversize);
  }
}

TEST_F(MessageGateTest, ABurstThenTheSustainedRate) {
  gate_.set_state(proto::OPEN);
  const MessageContract& console = MessageContracts()[proto::CONSOLE];
  for (uint32_t i = 0; i < console.burst; ++i) {
    ASSERT_EQ(Admit(Header(proto::CONSOLE)), std::nullopt) << i;
  }
  EXPECT_EQ(Admit(Header(proto::CONSOLE)), kRate);
  clock_.Advance(seconds(1));
  for (double i = 0; i < console.per_second; ++i) {
    ASSERT_EQ(Admit(Header(proto::CONSOLE)), std::nullopt) << i;
  }
  EXPECT_EQ(Admit(Header(proto::CONSOLE)), kRate);
}

TEST_F(MessageGateTest, TheBucketNeverHoldsMoreThanItsBurst) {
  gate_.set_state(proto::OPEN);
  ASSERT_EQ(Admit(Header(proto::PONG)), std::nullopt);
  clock_.Advance(std::chrono::hours(24));
  const uint32_t burst = MessageContracts()[proto::PONG].burst;
  for (uint32_t i = 0; i < burst; ++i) {
    ASSERT_EQ(Admit(Header(proto::PONG)), std::nullopt) << i;
  }
  EXPECT_EQ(Admit(Header(proto::PONG)), kRate);
}

TEST_F(MessageGateTest, EachMessageUpAtItsRateForTenSeconds) {
  for (const MessageContract& contract : MessageContracts()) {
    if (!contract.declared || contract.direction != Direction::kUp) {
      continue;
    }
    MessageGate gate(contract.channel, Direction::kUp);
    gate.set_state((contract.states & (1U << proto::OPEN)) != 0 ? proto::OPEN : proto::CONNECTING);
    const auto interval = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.001 / contract.per_second));
    for (double i = 0; i < 10 * contract.per_second; ++i) {
      ASSERT_EQ(gate.Admit(Header(contract.number), clock_.Now()), std::nullopt) << contract.name << " " << i;
      clock_.Advance(interval);
    }
  }
}

TEST_F(MessageGateTest, OneMessagesRateIsNotAnothers) {
  gate_.set_state(proto::OPEN);
  while (!Admit(Header(proto::PONG))) {
  }
  EXPECT_EQ(Admit(Header(proto::CONSOLE)), std::nullopt);
}

TEST_F(MessageGateTest, ARefusedFrameTakesNoToken) {
  gate_.set_state(proto::OPEN);
  EXPECT_EQ(Admit(Header(proto::GOODBYE, 65)), kOversize);
  EXPECT_EQ(Admit(Header(proto::GOODBYE, 0, 1)), kDescriptors);
  EXPECT_EQ(Admit(Header(proto::GOODBYE)), std::nullopt);
}

TEST_F(MessageGateTest, AtTheEpochTheBucketIsNotRefilledByEachMessage) {
  gate_.set_state(proto::OPEN);
  EXPECT_EQ(gate_.Admit(Header(proto::GOODBYE), TimePoint{}), std::nullopt);
  EXPECT_EQ(gate_.Admit(Header(proto::GOODBYE), TimePoint{}), kRate);
}

TEST_F(MessageGateTest, OnlyWhatGoesDownCarriesDescriptors) {
  EXPECT_EQ(MessageGate(ChannelKind::kControl, Direction::kUp).max_descriptors(), 0U);
  EXPECT_EQ(MessageGate(ChannelKind::kFrames, Direction::kUp).max_descriptors(), 0U);
  EXPECT_EQ(MessageGate(ChannelKind::kControl, Direction::kDown).max_descriptors(), 1U);
  EXPECT_EQ(MessageGate(ChannelKind::kFrames, Direction::kDown).max_descriptors(), 1U);
}

}  // namespace
}  // namespace bulkhead
