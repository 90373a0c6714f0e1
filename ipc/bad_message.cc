#include "ipc/bad_message.h"

namespace bulkhead {

std::string_view NameOf(BadMessageRule rule) {
  switch (rule) {
    case BadMessageRule::kHeader:
      return "header";
    case BadMessageRule::kUnknownMessage:
      return "unknown message";
    case BadMessageRule::kDirection:
      return "direction";
    case BadMessageRule::kOversize:
      return "oversize";
    case BadMessageRule::kState:
      return "state";
    case BadMessageRule::kRate:
      return "rate";
    case BadMessageRule::kDescriptors:
      return "descriptors";
    case BadMessageRule::kParse:
      return "parse";
    case BadMessageRule::kUnknownFields:
      return "unknown fields";
    case BadMessageRule::kTruncated:
      return "truncated";
    case BadMessageRule::kChannelClosed:
      return "channel closed";
    case BadMessageRule::kField:
      return "field";
    case BadMessageRule::kId:
      return "id";
    case BadMessageRule::kFrame:
      return "frame";
    case BadMessageRule::kBuild:
      return "build";
  }
  return "unknown rule";
}

}  // namespace bulkhead
