#include "browser/host/channel_verdict.h"

#include <chrono>

#include "browser/host/own_decisions.h"

namespace bulkhead {
namespace {

// A dying process's files are closed microseconds to milliseconds before its pidfd fires.
constexpr Duration kEndOfStreamGrace = std::chrono::milliseconds(500);

std::string TextOf(const char* channel, const ChannelEnd& end) {
  std::string text = std::string(channel) + " channel: ";
  switch (end.kind) {
    case ChannelEnd::Kind::kPeerClosed:
      return text + "closed";
    case ChannelEnd::Kind::kBadMessage:
      text += NameOf(end.rule);
      break;
    case ChannelEnd::Kind::kOutboundBytes:
    case ChannelEnd::Kind::kOutboundAge:
      text += "not read";
      break;
    case ChannelEnd::Kind::kError:
      text += end.error.message();
      break;
  }
  return end.detail.empty() ? text : text + " (" + end.detail + ")";
}

bool IsTruncated(const ChannelEnd& end) {
  return end.kind == ChannelEnd::Kind::kBadMessage && end.rule == BadMessageRule::kTruncated;
}

}  // namespace

void ChannelVerdict::Note(const char* channel, const ChannelEnd& end) {
  if (text_.empty() && end.kind != ChannelEnd::Kind::kPeerClosed) {
    text_ = TextOf(channel, end);
  }
}

std::optional<Death> ChannelVerdict::OnEnd(const char* channel, const ChannelEnd& end, TimePoint now) {
  const bool truncated = IsTruncated(end);
  if (end.kind == ChannelEnd::Kind::kPeerClosed || truncated) {
    if (!stream_end_ || truncated) {
      stream_ended_at_ = stream_end_ ? stream_ended_at_ : now;
      stream_end_ = end;
      text_ = TextOf(channel, end);
    }
    return std::nullopt;
  }
  text_ = TextOf(channel, end);
  switch (end.kind) {
    case ChannelEnd::Kind::kBadMessage:
      return BadMessageDeath(end.rule, text_);
    case ChannelEnd::Kind::kOutboundBytes:
      return OutboundDeath("4MiB queued", text_);
    case ChannelEnd::Kind::kOutboundAge:
      return OutboundDeath("5s unread", text_);
    case ChannelEnd::Kind::kError:
      return ChannelErrorDeath(end.error.value(), text_);
    case ChannelEnd::Kind::kPeerClosed:
      break;
  }
  return std::nullopt;
}

std::optional<ChannelVerdict::Decision> ChannelVerdict::Overdue(TimePoint now) const {
  if (!stream_end_ || now - stream_ended_at_ < kEndOfStreamGrace) {
    return std::nullopt;
  }
  const BadMessageRule rule = IsTruncated(*stream_end_) ? BadMessageRule::kTruncated : BadMessageRule::kChannelClosed;
  return Decision{BadMessageDeath(rule, text_), stream_ended_at_};
}

std::string ChannelVerdict::News() const {
  return stream_end_ && stream_end_->kind == ChannelEnd::Kind::kPeerClosed ? std::string() : text_;
}

}  // namespace bulkhead
