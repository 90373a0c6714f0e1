#include "ipc/parse_payload.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>

namespace bulkhead {
namespace {

bool HasUnknownFields(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    return true;
  }
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *descriptor.field(i);
    if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    if (field.is_repeated()) {
      for (int n = 0; n < reflection.FieldSize(message, &field); ++n) {
        if (HasUnknownFields(reflection.GetRepeatedMessage(message, &field, n))) {
          return true;
        }
      }
    } else if (reflection.HasField(message, &field) && HasUnknownFields(reflection.GetMessage(message, &field))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<BadMessageRule> ParsePayload(std::span<const uint8_t> payload,
                                           Direction direction,
                                           google::protobuf::Message& message) {
  // protobuf complains on stderr of text that is not UTF-8: a peer must not write there. The rule says it all.
  const google::protobuf::LogSilencer silence;
  google::protobuf::io::CodedInputStream input(payload.data(), static_cast<int>(payload.size()));
  input.SetRecursionLimit(kParseRecursion);
  if (!message.ParseFromCodedStream(&input) || !input.ConsumedEntireMessage()) {
    return BadMessageRule::kParse;
  }
  if (direction == Direction::kUp && HasUnknownFields(message)) {
    return BadMessageRule::kUnknownFields;
  }
  return std::nullopt;
}

}  // namespace bulkhead
