// What proto/ must hold to, whoever adds a message.
#include "ipc/message_table.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "ipc/bad_message.h"
#include "ipc/frame_header.h"
#include "ipc/os/stream_io.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"

namespace bulkhead {
namespace {

std::vector<MessageContract> Declared() {
  std::vector<MessageContract> declared;
  for (const MessageContract& contract : MessageContracts()) {
    if (contract.declared) {
      declared.push_back(contract);
    }
  }
  return declared;
}

TEST(MessageTable, EachNumberStandsInTheRangeOfItsChannelAndDirection) {
  for (const MessageContract& contract : Declared()) {
    const int range = (contract.channel == ChannelKind::kFrames ? 64 : 0) + (contract.direction == Direction::kUp ? 32 : 0);
    EXPECT_GE(contract.number, std::max(range, 1)) << contract.name;
    EXPECT_LT(contract.number, range + 32) << contract.name;
  }
}

TEST(MessageTable, EachNumberIsDeclaredByExactlyOneMessage) {
  std::map<int, std::string> numbers;
  for (const auto* list : {proto::ControlDown_descriptor(), proto::ControlUp_descriptor(), proto::FramesDown_descriptor(),
                           proto::FramesUp_descriptor()}) {
    for (int i = 0; i < list->value_count(); ++i) {
      EXPECT_TRUE(numbers.emplace(list->value(i)->number(), list->value(i)->full_name()).second);
    }
  }
  std::map<int, int> declared;
  for (const auto* file : {control::Hello::descriptor()->file(), frames::FramesHello::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      if (file->message_type(i)->options().HasExtension(proto::contract)) {
        ++declared[ReadContract(*file->message_type(i)).number];
      }
    }
  }
  for (const auto& [number, name] : numbers) {
    EXPECT_EQ(declared[number], 1) << name;
  }
  EXPECT_EQ(declared.size(), numbers.size());
}

TEST(MessageTable, TheNumberIsNamedForItsMessage) {
  // bulkhead.control.TitleChanged is TITLE_CHANGED; on the frames channel an ambiguous name gets FRAMES_ in front.
  for (const MessageContract& contract : Declared()) {
    std::string screaming;
    for (const char letter : contract.name.substr(contract.name.rfind('.') + 1)) {
      if (letter >= 'A' && letter <= 'Z' && !screaming.empty()) {
        screaming += '_';
      }
      screaming += static_cast<char>(std::toupper(letter));
    }
    std::set<std::string> names = {screaming, "FRAMES_" + screaming};
    bool found = false;
    for (const auto* list : {proto::ControlDown_descriptor(), proto::ControlUp_descriptor(),
                             proto::FramesDown_descriptor(), proto::FramesUp_descriptor()}) {
      const auto* value = list->FindValueByNumber(contract.number);
      found |= value != nullptr && names.contains(value->name());
    }
    EXPECT_TRUE(found) << contract.name;
  }
}

TEST(MessageTable, WhatComesUpIsBounded) {
  for (const MessageContract& contract : Declared()) {
    if (contract.direction == Direction::kUp) {
      EXPECT_GT(contract.per_second, 0) << contract.name;
      EXPECT_GE(contract.burst, 1U) << contract.name;
      EXPECT_EQ(contract.max_descriptors, 0) << contract.name;
    } else {
      EXPECT_EQ(contract.per_second, 0) << contract.name << ": nobody checks a rate downhill";
    }
  }
}

TEST(MessageTable, EachMessageHasStatesAndALimitThatTheBufferHolds) {
  for (const MessageContract& contract : Declared()) {
    EXPECT_NE(contract.states, 0U) << contract.name;
    EXPECT_EQ(contract.states & ~(1U << proto::CONNECTING | 1U << proto::OPEN | 1U << proto::CLOSING), 0U);
    EXPECT_LE(contract.max_bytes, kMaxPayloadBytes) << contract.name;
    EXPECT_LE(contract.max_bytes + kFrameHeaderBytes, 64U * 1024U) << contract.name;
    EXPECT_LE(contract.min_descriptors, contract.max_descriptors) << contract.name;
    EXPECT_LE(contract.max_descriptors, kMaxSentDescriptors) << contract.name;
  }
}

// Fills every field with the largest value it can hold; a string, or a list, with what the declaration says it may hold.
void Fill(google::protobuf::Message& message, const std::map<std::string, size_t>& sizes) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *descriptor.field(i);
    const auto listed = sizes.find(field.full_name());
    using Field = google::protobuf::FieldDescriptor;
    if (field.cpp_type() == Field::CPPTYPE_UINT32) {
      reflection.SetUInt32(&message, &field, UINT32_MAX);
    } else if (field.cpp_type() == Field::CPPTYPE_UINT64) {
      reflection.SetUInt64(&message, &field, UINT64_MAX);
    } else if (field.cpp_type() == Field::CPPTYPE_BOOL) {
      reflection.SetBool(&message, &field, true);
    } else if (field.cpp_type() == Field::CPPTYPE_ENUM) {
      reflection.SetEnumValue(&message, &field, 127);
    } else if (field.cpp_type() == Field::CPPTYPE_STRING) {
      ASSERT_NE(listed, sizes.end()) << "say how long " << field.full_name() << " may be";
      reflection.SetString(&message, &field, std::string(listed->second, 'x'));
    } else {
      ASSERT_EQ(field.cpp_type(), Field::CPPTYPE_MESSAGE) << field.full_name();
      ASSERT_TRUE(field.is_repeated() && listed != sizes.end()) << "say how many " << field.full_name();
      for (size_t n = 0; n < listed->second; ++n) {
        Fill(*reflection.AddMessage(&message, &field), sizes);
      }
    }
  }
}

// An honest peer never hits a size limit: what the senders cut their text to fits, with every number at its largest.
TEST(MessageTable, EachLimitFitsWhatAnHonestPeerSends) {
  const std::map<std::string, size_t> sizes = {
      {"bulkhead.control.Navigate.url", 3 * 4096},  // PATH_MAX, each byte as U+FFFD
      {"bulkhead.control.StartupStep.name", 24},    // StartupRecord
      {"bulkhead.control.Hello.build", 64},
      {"bulkhead.control.Hello.steps", 72},         // init's, the zygote's, its own: kStartupSteps each
      {"bulkhead.control.TitleChanged.text", 4000},
      {"bulkhead.control.Console.text", 4096},
      {"bulkhead.control.Console.source", 2048},
      {"bulkhead.control.ScriptError.message", 2048},
      {"bulkhead.control.ScriptError.source", 2048},
      {"bulkhead.control.ScriptError.stack", 4000},
      {"bulkhead.control.ResourceRequest.url", 4000},
      {"bulkhead.control.FaultFired.fault", 1024},
      {"bulkhead.control.FaultFired.site", 64},
      {"bulkhead.control.FaultFired.how", 64},
      {"bulkhead.control.FaultFired.evidence", 2048},
      {"bulkhead.control.PostMessage.json", 32 * 1024},
      {"bulkhead.control.PageMessage.json", 32 * 1024},
      {"bulkhead.control.InjectFault.fault", 512},
      {"bulkhead.control.ProbeResult.attempt", 64},
      {"bulkhead.control.ProbeResult.text", 1024},
      {"bulkhead.frames.Pong.pages", 500},
  };
  for (const auto* file : {control::Hello::descriptor()->file(), frames::FramesHello::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const google::protobuf::Descriptor& descriptor = *file->message_type(i);
      if (!descriptor.options().HasExtension(proto::contract)) {
        continue;
      }
      const std::unique_ptr<google::protobuf::Message> message(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(&descriptor)->New());
      Fill(*message, sizes);
      EXPECT_LE(message->ByteSizeLong(), ReadContract(descriptor).max_bytes) << descriptor.full_name();
    }
  }
}

TEST(MessageTable, ContractOfFindsTheRow) {
  EXPECT_EQ(ContractOf<control::Navigate>().number, proto::NAVIGATE);
  EXPECT_EQ(ContractOf<control::Navigate>().name, "bulkhead.control.Navigate");
  EXPECT_EQ(ContractOf<frames::Pong>().channel, ChannelKind::kFrames);
  EXPECT_EQ(&ContractOf<frames::Pong>(), &MessageContracts()[proto::FRAMES_PONG]);
}

TEST(BadMessage, EachRuleHasANumberAndANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int number = 1; number <= 15; ++number) {
    EXPECT_TRUE(names.insert(NameOf(static_cast<BadMessageRule>(number))).second) << number;
  }
  EXPECT_EQ(NameOf(BadMessageRule::kOversize), "oversize");
  EXPECT_EQ(static_cast<int>(BadMessageRule::kOversize), 4);
  EXPECT_FALSE(names.contains("unknown rule"));
  EXPECT_EQ(NameOf(static_cast<BadMessageRule>(200)), "unknown rule");
}

}  // namespace
}  // namespace bulkhead
