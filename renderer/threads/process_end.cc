#include "renderer/threads/process_end.h"

#include <cstdio>

#include "ipc/bad_message.h"

namespace bulkhead {

void LogChannelEnd(const char* channel, const ChannelEnd& end) {
  switch (end.kind) {
    case ChannelEnd::Kind::kPeerClosed:
      return;
    case ChannelEnd::Kind::kBadMessage:
      std::fprintf(stderr, "the %s channel ends: bad message (%s) %s\n", channel, NameOf(end.rule).data(),
                   end.detail.c_str());
      return;
    case ChannelEnd::Kind::kOutboundBytes:
    case ChannelEnd::Kind::kOutboundAge:
      std::fprintf(stderr, "the %s channel ends: the browser does not read, %s\n", channel, end.detail.c_str());
      return;
    case ChannelEnd::Kind::kError:
      std::fprintf(stderr, "the %s channel ends: %s: %s\n", channel, end.detail.c_str(),
                   end.error.message().c_str());
      return;
  }
}

}  // namespace bulkhead
