#include "renderer/process/call_counts.h"

#include <bit>

namespace bulkhead {
namespace {

bool SameKind(const SystemCall& left, const SystemCall& right, uint32_t inspected) {
  if (left.number != right.number || left.architecture != right.architecture) {
    return false;
  }
  for (size_t index = 0; index < left.arguments.size(); ++index) {
    if ((inspected >> index & 1) != 0 && left.arguments[index] != right.arguments[index]) {
      return false;
    }
  }
  return true;
}

}  // namespace

CallCounts::Kind& CallCounts::KindOf(const SystemCall& call, pid_t thread) {
  const uint32_t inspected = InspectedArguments(policy_, call);
  for (Kind& kind : kinds_) {
    if (kind.number == kMostKinds || SameKind(kind.first, call, inspected)) {
      return kind;
    }
  }
  Kind& kind = kinds_.emplace_back();
  kind.number = static_cast<uint32_t>(kinds_.size() - 1);
  if (kind.number < kMostKinds) {
    kind.first = call;
    kind.thread = thread;
  }
  return kind;
}

const CallCounts::Kind* CallCounts::Note(const SystemCall& call, pid_t thread) {
  Kind& kind = KindOf(call, thread);
  if (!std::has_single_bit(++kind.count)) {
    return nullptr;
  }
  kind.told = kind.count;
  return &kind;
}

std::vector<CallCounts::Kind> CallCounts::Untold() const {
  std::vector<Kind> untold;
  for (const Kind& kind : kinds_) {
    if (kind.told != kind.count) {
      untold.push_back(kind);
    }
  }
  return untold;
}

}  // namespace bulkhead
