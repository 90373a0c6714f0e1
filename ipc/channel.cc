#include "ipc/channel.h"

#include <sys/socket.h>

#include <array>
#include <cstring>

#include <boost/asio/post.hpp>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// SCM_MAX_FD: the kernel sends no more with one message, so nothing is ever cut off (MSG_CTRUNC) for want of room.
constexpr size_t kMaxReceivedDescriptors = 253;
constexpr int kParseRecursion = 16;

struct ControlBuffer {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMaxReceivedDescriptors * sizeof(int))> bytes;
};

std::vector<UniqueFd> TakeDescriptors(msghdr& message) {
  std::vector<UniqueFd> descriptors;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
      continue;
    }
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      descriptors.emplace_back(fd);
    }
  }
  return descriptors;
}

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

// One write with or without descriptors. A renderer never has any to send, so it only ever calls send(2) without an
// address: its filter will not allow sendmsg.
ssize_t WriteChunk(int socket, const SendQueue::Chunk& chunk) {
  if (chunk.descriptors.empty()) {
    return ::send(socket, chunk.bytes.data(), chunk.bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  alignas(cmsghdr) std::array<char, CMSG_SPACE(8 * sizeof(int))> control;
  iovec part{const_cast<uint8_t*>(chunk.bytes.data()), chunk.bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  const size_t count = chunk.descriptors.size();
  BULKHEAD_CHECK(count <= 8);
  message.msg_controllen = CMSG_SPACE(count * sizeof(int));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  for (size_t i = 0; i < count; ++i) {
    const int fd = chunk.descriptors[i].get();
    std::memcpy(CMSG_DATA(header) + i * sizeof(int), &fd, sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

struct Channel::Life {};

Channel::Channel(boost::asio::io_context& loop, UniqueFd socket, ChannelOptions options, ChannelReceiver& receiver,
                 const Clock& clock)
    : socket_(loop, socket.Release()),
      options_(options),
      receiver_(receiver),
      clock_(clock),
      gate_(options.kind, options.receives),
      decoder_(gate_),
      life_(std::make_shared<Life>()) {}

Channel::~Channel() = default;

void Channel::Start() {
  WaitReadable();
}

void Channel::WaitReadable() {
  if (ended_ || paused_ || waiting_readable_) {
    return;
  }
  waiting_readable_ = true;
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this, life = std::weak_ptr<Life>(life_)](const ErrorCode& error) {
                       if (life.expired()) {
                         return;
                       }
                       waiting_readable_ = false;
                       if (!error && !ended_ && !paused_) {
                         OnReadable();
                       }
                     });
}

Channel::ReadOutcome Channel::ReadOnce() {
  const std::span<uint8_t> room = decoder_.Prepare();
  ControlBuffer control;
  iovec part{room.data(), room.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t received;
  do {
    received = ::recvmsg(socket_.native_handle(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (received < 0 && errno == EINTR);
  if (received < 0) {
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return ReadOutcome::kNothing;
    }
    if (errno == ECONNRESET) {
      return ReadOutcome::kEnd;  // the peer closed with our bytes unread: its end all the same
    }
    End({ChannelEnd::Kind::kError, {}, "read", ErrnoError()});
    return ReadOutcome::kFailed;
  }
  std::vector<UniqueFd> descriptors;
  if (message.msg_controllen > 0) {
    descriptors = TakeDescriptors(message);
  }
  if ((message.msg_flags & MSG_CTRUNC) != 0) {
    // There was room for every descriptor the kernel can send: it dropped some because this process has no number free.
    // That is our fault, not the peer's.
    End({ChannelEnd::Kind::kError, {}, "receiving descriptors", ErrnoError(EMFILE)});
    return ReadOutcome::kFailed;
  }
  if (received == 0) {
    return ReadOutcome::kEnd;
  }
  decoder_.Commit(static_cast<size_t>(received), std::move(descriptors));
  return ReadOutcome::kBytes;
}

bool Channel::Dispatch(int& budget) {
  const std::weak_ptr<Life> life = life_;
  const TimePoint now = clock_.Now();
  while (budget > 0) {
    std::optional<Frame> frame = decoder_.Next(now);
    if (!frame) {
      if (const auto rule = decoder_.violation()) {
        End({ChannelEnd::Kind::kBadMessage, *rule, {}, {}});
        return false;
      }
      return true;
    }
    ++messages_in_;
    --budget;
    receiver_.OnFrame(*frame);
    if (life.expired() || ended_) {
      return false;
    }
  }
  return false;
}

void Channel::OnReadable() {
  const std::weak_ptr<Life> life = life_;
  int budget = kFramesPerTurn;
  // What the last turn left in the buffer comes first.
  while (Dispatch(budget)) {
    if (paused_) {
      return;
    }
    switch (ReadOnce()) {
      case ReadOutcome::kBytes:
        break;
      case ReadOutcome::kNothing:
        WaitReadable();
        return;
      case ReadOutcome::kEnd:
        End(decoder_.inside_frame() ? ChannelEnd{ChannelEnd::Kind::kBadMessage, BadMessageRule::kTruncated, {}, {}}
                                    : ChannelEnd{});
        return;
      case ReadOutcome::kFailed:
        return;
    }
  }
  if (life.expired() || ended_ || paused_) {
    return;
  }
  // The turn is used up: others first, then on.
  boost::asio::post(socket_.get_executor(), [this, life] {
    if (!life.expired() && !ended_ && !paused_) {
      OnReadable();
    }
  });
}

void Channel::DrainAndEnd() {
  const std::weak_ptr<Life> life = life_;
  // Bounded: a dead peer's bytes are at most what the socket held. A living holder of the same socket could go on for
  // ever, so the work is capped too.
  int budget = 64 * kFramesPerTurn;
  while (!ended_ && Dispatch(budget)) {
    switch (ReadOnce()) {
      case ReadOutcome::kBytes:
        break;
      case ReadOutcome::kNothing:
      case ReadOutcome::kEnd:
        End(decoder_.inside_frame() ? ChannelEnd{ChannelEnd::Kind::kBadMessage, BadMessageRule::kTruncated, {}, {}}
                                    : ChannelEnd{});
        return;
      case ReadOutcome::kFailed:
        return;
    }
  }
  if (!life.expired() && !ended_) {
    End({});
  }
}

bool Channel::ParseInto(const Frame& frame, google::protobuf::Message& message) {
  google::protobuf::io::CodedInputStream input(frame.payload.data(), static_cast<int>(frame.payload.size()));
  input.SetRecursionLimit(kParseRecursion);
  if (!message.ParseFromCodedStream(&input) || !input.ConsumedEntireMessage()) {
    Refuse(BadMessageRule::kParse, message.GetTypeName());
    return false;
  }
  // Trust runs downhill: only what comes up is held to the schema's very fields.
  if (options_.receives == Direction::kUp && HasUnknownFields(message)) {
    Refuse(BadMessageRule::kUnknownFields, message.GetTypeName());
    return false;
  }
  return true;
}

void Channel::SendFrame(const MessageContract& contract,
                        const google::protobuf::MessageLite& message,
                        std::vector<UniqueFd> descriptors) {
  if (ended_) {
    return;
  }
  BULKHEAD_CHECK(contract.channel == options_.kind && contract.direction != options_.receives);
  queue_.Push(contract, message, std::move(descriptors), clock_.Now());
  ++messages_out_;
  ScheduleFlush();
}

void Channel::SendRaw(std::span<const uint8_t> bytes) {
  if (!ended_) {
    queue_.PushRaw(bytes, clock_.Now());
    ScheduleFlush();
  }
}

void Channel::PauseReading(bool paused) {
  paused_ = paused;
  if (!paused_ && !ended_) {
    WaitReadable();
  }
}

void Channel::ScheduleFlush() {
  // While the socket is full only the bound is left to check.
  const bool over = options_.max_queued_bytes != 0 && queue_.bytes() > options_.max_queued_bytes;
  if (flush_scheduled_ || (waiting_writable_ && !over)) {
    return;
  }
  flush_scheduled_ = true;
  boost::asio::post(socket_.get_executor(), [this, life = std::weak_ptr<Life>(life_)] {
    if (!life.expired()) {
      flush_scheduled_ = false;
      Flush();
    }
  });
}

void Channel::Flush() {
  if (!ended_) {
    WriteQueued();
  }
}

void Channel::WriteQueued() {
  while (!queue_.empty()) {
    const SendQueue::Chunk chunk = queue_.Front();
    const ssize_t written = WriteChunk(socket_.native_handle(), chunk);
    if (written > 0) {
      queue_.Pop(static_cast<size_t>(written));
      continue;
    }
    if (errno == EINTR) {
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
      break;
    }
    // EPIPE, ECONNRESET: the peer closed. What it sent before is still to be read, and the end of stream behind it is
    // what ends the channel; the queue is of no use to anyone.
    if (errno == EPIPE || errno == ECONNRESET) {
      while (!queue_.empty()) {
        queue_.Pop(queue_.Front().bytes.size());
      }
      return;
    }
    End({ChannelEnd::Kind::kError, {}, "write", ErrnoError()});
    return;
  }
  if (queue_.empty()) {
    return;
  }
  if (options_.max_queued_bytes != 0 && queue_.bytes() > options_.max_queued_bytes) {
    End({ChannelEnd::Kind::kOutboundBytes, {}, std::to_string(queue_.bytes()) + " bytes queued", {}});
    return;
  }
  WaitWritable();
}

void Channel::WaitWritable() {
  if (waiting_writable_) {
    return;
  }
  waiting_writable_ = true;
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     [this, life = std::weak_ptr<Life>(life_)](const ErrorCode& error) {
                       if (life.expired()) {
                         return;
                       }
                       waiting_writable_ = false;
                       if (!error && !ended_) {
                         WriteQueued();
                       }
                     });
}

void Channel::CheckQueueAge() {
  if (ended_ || options_.max_queued_age == Duration::zero()) {
    return;
  }
  const auto oldest = queue_.oldest();
  if (oldest && clock_.Now() - *oldest > options_.max_queued_age) {
    End({ChannelEnd::Kind::kOutboundAge, {}, std::to_string(queue_.bytes()) + " bytes queued", {}});
  }
}

void Channel::Refuse(BadMessageRule rule, std::string detail) {
  End({ChannelEnd::Kind::kBadMessage, rule, std::move(detail), {}});
}

void Channel::Close() {
  if (!ended_) {
    ended_ = true;
    ErrorCode ignored;
    socket_.close(ignored);
  }
}

void Channel::End(ChannelEnd end) {
  if (ended_) {
    return;
  }
  Close();
  receiver_.OnChannelEnd(end);
}

}  // namespace bulkhead
