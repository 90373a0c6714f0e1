#include "ipc/message_table.h"

#include "ipc/frame_header.h"
#include "ipc/os/check.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"

namespace bulkhead {
namespace {

void AddFile(const google::protobuf::FileDescriptor& file, std::array<MessageContract, kMessageNumbers>& table) {
  for (int i = 0; i < file.message_type_count(); ++i) {
    const google::protobuf::Descriptor& descriptor = *file.message_type(i);
    if (!descriptor.options().HasExtension(proto::contract)) {
      continue;  // a part of other messages
    }
    MessageContract contract = ReadContract(descriptor);
    MessageContract& slot = table[contract.number];
    BULKHEAD_CHECK(!slot.declared);
    slot = std::move(contract);
  }
}

}  // namespace

MessageContract ReadContract(const google::protobuf::Descriptor& descriptor) {
  BULKHEAD_CHECK(descriptor.options().HasExtension(proto::contract));
  const proto::Contract& options = descriptor.options().GetExtension(proto::contract);
  const int named = options.has_control_down() + options.has_control_up() + options.has_frames_down() +
                    options.has_frames_up();
  BULKHEAD_CHECK(named == 1);
  MessageContract contract;
  contract.declared = true;
  if (options.has_control_down()) {
    contract.number = static_cast<uint16_t>(options.control_down());
  } else if (options.has_control_up()) {
    contract.number = static_cast<uint16_t>(options.control_up());
    contract.direction = Direction::kUp;
  } else if (options.has_frames_down()) {
    contract.number = static_cast<uint16_t>(options.frames_down());
    contract.channel = ChannelKind::kFrames;
  } else {
    contract.number = static_cast<uint16_t>(options.frames_up());
    contract.channel = ChannelKind::kFrames;
    contract.direction = Direction::kUp;
  }
  BULKHEAD_CHECK(contract.number < kMessageNumbers);
  BULKHEAD_CHECK(options.max_bytes() <= kMaxPayloadBytes);
  contract.max_bytes = options.max_bytes();
  contract.min_descriptors = static_cast<uint8_t>(options.min_descriptors());
  contract.max_descriptors = static_cast<uint8_t>(options.max_descriptors());
  contract.per_second = options.per_second();
  contract.burst = options.burst();
  for (const int state : options.states()) {
    contract.states |= 1U << state;
  }
  contract.name = descriptor.full_name();
  return contract;
}

const std::array<MessageContract, kMessageNumbers>& MessageContracts() {
  static const std::array<MessageContract, kMessageNumbers> table = [] {
    std::array<MessageContract, kMessageNumbers> contracts;
    AddFile(*control::Hello::descriptor()->file(), contracts);
    AddFile(*frames::FramesHello::descriptor()->file(), contracts);
    return contracts;
  }();
  return table;
}

}  // namespace bulkhead
