#include "browser/host/last_messages.h"

#include <chrono>

#include "ipc/message_table.h"

namespace bulkhead {

std::vector<LastMessage> LastMessages(const FlightRecorder& recorder, TimePoint death) {
  std::vector<LastMessage> messages;
  for (const FlightEntry& entry : recorder.Entries()) {
    const MessageContract& contract = MessageContracts()[entry.number % kMessageNumbers];
    LastMessage& message = messages.emplace_back();
    message.ms = std::chrono::duration<double, std::milli>(entry.at - death).count();
    message.channel = contract.channel == ChannelKind::kControl ? "control" : "frames";
    message.direction = contract.direction == Direction::kUp ? "up" : "down";
    message.name = contract.name.substr(contract.name.rfind('.') + 1);
    message.number = entry.number;
    message.bytes = entry.bytes;
    message.page = entry.page;
  }
  return messages;
}

}  // namespace bulkhead
