#include "tests/fuzz/hostile_message.h"

#include <limits>
#include <memory>

#include <google/protobuf/message.h>

#include "ipc/frame_ring.h"
#include "ipc/os/check.h"
#include "tests/fuzz/hostile_ops.h"

namespace bulkhead {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const std::vector<const MessageContract*>& MessagesUp() {
  static const std::vector<const MessageContract*> up = [] {
    std::vector<const MessageContract*> all;
    for (const MessageContract& contract : MessageContracts()) {
      if (contract.declared && contract.direction == Direction::kUp) {
        all.push_back(&contract);
      }
    }
    return all;
  }();
  return up;
}

uint64_t Number(FuzzInput& input) {
  const uint8_t first = input.Byte();
  switch (first) {
    case 0xf9:
      return std::numeric_limits<uint64_t>::max();
    case 0xfa:
      return std::numeric_limits<uint32_t>::max();
    case 0xfb:
      return uint64_t{1} << 63;
    case 0xfc:
      return uint64_t{1} << 31;
    case 0xfd:
      return static_cast<uint64_t>(input.Short()) << 32;
    case 0xfe:
    case 0xff:
      return input.Short();
    default:
      return first;
  }
}

std::string Text(FuzzInput& input) {
  const uint8_t length = input.Byte();
  if (length < kLongText) {
    return input.Text(length);
  }
  const std::string unit = input.Text(4);
  std::string text;
  while (!unit.empty() && text.size() < (length - kLongText + 1) * size_t{1024}) {
    text += unit;
  }
  return text;
}

class Filler {
 public:
  Filler(FuzzInput& input, const HonestValues& honest, uint8_t flags, ChannelKind channel)
      : input_(input), honest_(honest), flags_(flags), channel_(channel) {}

  void Fill(Message& message) {
    const auto& descriptor = *message.GetDescriptor();
    for (int i = 0; i < descriptor.field_count(); ++i) {
      FillField(message, *descriptor.field(i));
    }
    if ((flags_ & kUnknownField) != 0) {
      message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1000, 1);
    }
  }

 private:
  void FillField(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection.SetUInt32(&message, &field, static_cast<uint32_t>(NumberFor(field.name())));
        return;
      case FieldDescriptor::CPPTYPE_UINT64:
        reflection.SetUInt64(&message, &field, NumberFor(field.name()));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, (input_.Byte() & 1) != 0);
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, &field, static_cast<int>(Number(input_)));
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, &field,
                             (flags_ & kHonestCounts) != 0 && field.name() == "build" ? honest_.build : Text(input_));
        return;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        // A few, or more than fit.
        const uint8_t count = input_.Byte();
        for (int i = 0; i < (count < 8 ? count : count * 8) && !input_.empty(); ++i) {
          Fill(*reflection.AddMessage(&message, &field));
        }
        return;
      }
      default:
        BULKHEAD_CHECK(false);  // a kind of field that no message up has had yet: give it a case
    }
  }

  uint64_t NumberFor(const std::string& field) {
    if (field == "page" && (flags_ & kHonestPage) != 0) {
      return honest_.page;
    }
    if ((flags_ & kHonestCounts) != 0) {
      if (field == "nonce") {
        return channel_ == ChannelKind::kControl ? honest_.control_nonce : honest_.frames_nonce;
      }
      if (field == "document") {
        return honest_.document;
      }
      if (field == "threads") {
        return 5;  // as many as there are to be seen
      }
      if (field == "buffer") {
        return honest_.sequence % kRingBuffers;
      }
      if (field == "sequence" || field == "due") {
        return honest_.sequence;
      }
    }
    return Number(input_);
  }

  FuzzInput& input_;
  const HonestValues& honest_;
  const uint8_t flags_;
  const ChannelKind channel_;
};

}  // namespace

HostileMessage HostileMessage::Read(FuzzInput& input, const HonestValues& honest) {
  HostileMessage made;
  made.contract = MessagesUp()[input.Byte() % MessagesUp().size()];
  const uint8_t flags = input.Byte();
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(made.contract->name);
  const std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  Filler(input, honest, flags, made.contract->channel).Fill(*message);
  made.payload.resize(message->ByteSizeLong());
  message->SerializeWithCachedSizesToArray(made.payload.data());
  return made;
}

}  // namespace bulkhead
