#include "renderer/threads/process_end.h"

#include <cstdio>

#include "ipc/bad_message.h"
#include "renderer/crash/crash_handler.h"

namespace bulkhead {
namespace {

std::string Reason(const ChannelEnd& end) {
  switch (end.kind) {
    case ChannelEnd::Kind::kPeerClosed:
      return "end of stream";
    case ChannelEnd::Kind::kBadMessage:
      return "bad message (" + std::string(NameOf(end.rule)) + ") " + end.detail;
    case ChannelEnd::Kind::kOutboundBytes:
    case ChannelEnd::Kind::kOutboundAge:
      return "the browser does not read, " + end.detail;
    case ChannelEnd::Kind::kError:
      return end.detail + ": " + end.error.message();
  }
  return {};
}

}  // namespace

void TellChannelEnd(const char* channel, const ChannelEnd& end) {
  const std::string text = "the " + std::string(channel) + " channel ends: " + Reason(end);
  NoteOwnEnd(text.c_str());
  if (end.kind != ChannelEnd::Kind::kPeerClosed) {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

}  // namespace bulkhead
