#include "ipc/channel.h"

#include <utility>

#include <boost/asio/post.hpp>

#include "ipc/os/check.h"
#include "ipc/os/stream_io.h"
#include "ipc/parse_payload.h"

namespace bulkhead {

struct Channel::Life {};

Channel::Channel(boost::asio::io_context& loop, UniqueFd socket, ChannelOptions options, ChannelReceiver& receiver,
                 const Clock& clock)
    : socket_(loop),
      options_(options),
      receiver_(receiver),
      clock_(clock),
      gate_(options.kind, options.receives),
      decoder_(gate_),
      life_(std::make_shared<Life>()) {
  BULKHEAD_CHECK(socket.valid());
  socket_.assign(socket.get(), start_error_);
  if (!start_error_) {
    (void)socket.Release();
    // Said now and not at the first wait: a renderer's filter does not allow ioctl.
    socket_.non_blocking(true, start_error_);
  }
}

Channel::~Channel() = default;

void Channel::Start() {
  started_ = true;
  if (start_error_) {
    boost::asio::post(socket_.get_executor(), [this, life = std::weak_ptr<Life>(life_)] {
      if (!life.expired()) {
        End({ChannelEnd::Kind::kError, {}, "watching the socket", start_error_});
      }
    });
    return;
  }
  WaitReadable();
}

// ---- reading --------------------------------------------------------------------------------------------------

void Channel::WaitReadable() {
  if (ended_ || paused_ || waiting_readable_) {
    return;
  }
  waiting_readable_ = true;
  socket_.async_wait(Socket::wait_read,
                     [this, life = std::weak_ptr<Life>(life_)](const ErrorCode& error) {
                       if (life.expired()) {
                         return;
                       }
                       waiting_readable_ = false;
                       if (!error) {
                         RunTurn();
                       }
                     });
}

void Channel::ScheduleTurn() {
  if (turn_scheduled_) {
    return;
  }
  turn_scheduled_ = true;
  boost::asio::post(socket_.get_executor(), [this, life = std::weak_ptr<Life>(life_)] {
    if (!life.expired()) {
      turn_scheduled_ = false;
      RunTurn();
    }
  });
}

void Channel::RunTurn() {
  if (ended_ || paused_) {
    return;
  }
  const std::weak_ptr<Life> life = life_;
  in_turn_ = true;
  const Progress progress = ReadAndDispatch(kFramesPerTurn, kReadsPerTurn);
  if (life.expired() || ended_) {
    return;
  }
  in_turn_ = false;
  // Answers first, then the next wait: what was sent in this turn leaves in one write.
  if (!queue_.empty() && (!waiting_writable_ || OverBound())) {
    WriteQueued();
    if (life.expired() || ended_) {
      return;
    }
  }
  if (progress == Progress::kMore) {
    ScheduleTurn();  // others first, then on
  } else {
    WaitReadable();
  }
}

Channel::Progress Channel::ReadAndDispatch(int frames, int reads) {
  // What the last turn left in the buffer comes first.
  Progress progress = Dispatch(frames);
  while (progress == Progress::kNeedBytes) {
    if (reads-- == 0) {
      return Progress::kMore;
    }
    const std::span<uint8_t> room = decoder_.Prepare();
    std::vector<UniqueFd> descriptors;
    const bool may_carry = gate_.max_descriptors() > 0;
    const Result<StreamRead> read = ReadStream(socket_.native_handle(), room, may_carry ? &descriptors : nullptr);
    if (!read) {
      if (read.error() == ErrnoError(EAGAIN)) {
        return Progress::kNeedBytes;
      }
      End({ChannelEnd::Kind::kError, {}, "read", read.error()});
      return Progress::kStopped;
    }
    if (read->lost_descriptors) {
      if (may_carry) {
        // There was room for all that the kernel can send: this process had no number free. Not the peer's fault.
        End({ChannelEnd::Kind::kError, {}, "receiving descriptors", ErrnoError(EMFILE)});
      } else {
        End({ChannelEnd::Kind::kBadMessage, BadMessageRule::kDescriptors, {}, {}});
      }
      return Progress::kStopped;
    }
    if (read->bytes == 0) {
      EndOfStream();
      return Progress::kStopped;
    }
    decoder_.Commit(read->bytes, std::move(descriptors));
    progress = Dispatch(frames);
    if (progress == Progress::kNeedBytes && read->bytes < room.size() && !draining_) {
      // A short read has most likely emptied the socket; if not, the next wait ends at once (epoll looks again when it
      // is armed). That spares one read in most turns.
      return Progress::kNeedBytes;
    }
  }
  return progress;
}

Channel::Progress Channel::Dispatch(int& frames) {
  const std::weak_ptr<Life> life = life_;
  turn_now_ = clock_.Now();
  while (true) {
    if (paused_ && !draining_) {
      return Progress::kStopped;
    }
    if (frames == 0) {
      return Progress::kMore;
    }
    std::optional<Frame> frame = decoder_.Next(turn_now_);
    if (!frame) {
      if (const auto rule = decoder_.violation()) {
        End({ChannelEnd::Kind::kBadMessage, *rule, {}, {}});
        return Progress::kStopped;
      }
      return Progress::kNeedBytes;
    }
    ++messages_in_;
    --frames;
    receiver_.OnFrame(*frame);
    if (life.expired() || ended_) {
      return Progress::kStopped;
    }
  }
}

void Channel::EndOfStream() {
  if (decoder_.inside_frame()) {
    End({ChannelEnd::Kind::kBadMessage, BadMessageRule::kTruncated, {}, {}});
  } else {
    End({});
  }
}

void Channel::DrainAndEnd() {
  if (ended_) {
    return;
  }
  if (in_turn_) {
    // Never a dispatch inside a dispatch.
    boost::asio::post(socket_.get_executor(), [this, life = std::weak_ptr<Life>(life_)] {
      if (!life.expired()) {
        DrainAndEnd();
      }
    });
    return;
  }
  const std::weak_ptr<Life> life = life_;
  in_turn_ = true;
  draining_ = true;
  const Progress progress = ReadAndDispatch(kFramesPerDrain, kReadsPerDrain);
  if (life.expired() || ended_ || progress == Progress::kStopped) {
    return;
  }
  if (progress == Progress::kNeedBytes) {
    EndOfStream();
  } else {
    End({});
  }
}

void Channel::PauseReading(bool paused) {
  if (paused_ == paused) {
    return;
  }
  paused_ = paused;
  if (!paused_ && !ended_ && started_) {
    ScheduleTurn();  // the decoder may hold frames already
  }
}

bool Channel::ParseInto(const Frame& frame, google::protobuf::Message& message) {
  const auto broken = ParsePayload(frame.payload, options_.receives, message);
  if (broken) {
    Refuse(*broken, message.GetTypeName());
  }
  return !broken;
}

// ---- writing --------------------------------------------------------------------------------------------------

void Channel::SendFrame(const MessageContract& contract,
                        const google::protobuf::MessageLite& message,
                        std::vector<UniqueFd> descriptors) {
  if (ended_) {
    return;
  }
  BULKHEAD_CHECK(contract.channel == options_.kind && contract.direction != options_.receives);
  queue_.Push(contract, message, std::move(descriptors), PushTime());
  ++messages_out_;
  WriteAhead();
  ScheduleFlush();
}

void Channel::SendRaw(std::span<const uint8_t> bytes) {
  if (!ended_) {
    queue_.PushRaw(bytes, PushTime());
    ScheduleFlush();
  }
}

TimePoint Channel::PushTime() {
  // Once a turn is enough.
  if (!in_turn_ && !flush_scheduled_) {
    turn_now_ = clock_.Now();
  }
  return turn_now_;
}

bool Channel::OverBound() const {
  return options_.max_queued_bytes != 0 && queue_.bytes() > options_.max_queued_bytes;
}

void Channel::ScheduleFlush() {
  // The turn flushes at its end. While the socket is full only the bound is left to check.
  if (in_turn_ || flush_scheduled_ || (waiting_writable_ && !OverBound())) {
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

void Channel::WriteAhead() {
  while (!held_ && !waiting_writable_ && queue_.bytes() >= SendQueue::kSegmentBytes) {
    if (!WriteFront()) {
      WaitWritable();  // whatever it is: the flush meets it again, and may tell
    }
  }
}

Result<size_t> Channel::WriteFront() {
  const SendQueue::Chunk chunk = queue_.Front();
  const Result<size_t> written = WriteStream(socket_.native_handle(), chunk.bytes, chunk.descriptors);
  if (written) {
    queue_.Pop(*written);
  }
  return written;
}

void Channel::Flush() {
  if (!ended_) {
    WriteQueued();
  }
}

void Channel::HoldWrites(bool held) {
  held_ = held;
  if (!held_ && !queue_.empty()) {
    ScheduleFlush();
  }
}

void Channel::WriteQueued() {
  while (!held_ && !queue_.empty()) {
    const Result<size_t> written = WriteFront();
    if (written) {
      continue;
    }
    if (written.error() == ErrnoError(EAGAIN) || written.error() == ErrnoError(ENOBUFS)) {
      break;
    }
    if (written.error() == ErrnoError(EPIPE)) {
      // The peer closed. What it sent before is still to be read, and the end of stream behind that is what ends the
      // channel; the queue is of no use to anyone.
      queue_.Clear();
      return;
    }
    End({ChannelEnd::Kind::kError, {}, "write", written.error()});
    return;
  }
  if (queue_.empty()) {
    return;
  }
  if (OverBound()) {
    End({ChannelEnd::Kind::kOutboundBytes, {}, std::to_string(queue_.bytes()) + " bytes queued", {}});
    return;
  }
  if (!held_) {
    WaitWritable();
  }
}

void Channel::WaitWritable() {
  if (waiting_writable_) {
    return;
  }
  waiting_writable_ = true;
  socket_.async_wait(Socket::wait_write,
                     [this, life = std::weak_ptr<Life>(life_)](const ErrorCode& error) {
                       if (life.expired()) {
                         return;
                       }
                       waiting_writable_ = false;
                       if (!error) {
                         Flush();
                       }
                     });
}

void Channel::CheckQueueAge() {
  if (ended_ || held_ || options_.max_queued_age == Duration::zero()) {
    return;
  }
  const auto oldest = queue_.oldest();
  if (oldest && clock_.Now() - *oldest > options_.max_queued_age) {
    End({ChannelEnd::Kind::kOutboundAge, {}, std::to_string(queue_.bytes()) + " bytes queued", {}});
  }
}

// ---- the end --------------------------------------------------------------------------------------------------

void Channel::Refuse(BadMessageRule rule, std::string detail) {
  End({ChannelEnd::Kind::kBadMessage, rule, std::move(detail), {}});
}

void Channel::Close() {
  if (!ended_) {
    ended_ = true;
    ErrorCode ignored;
    socket_.close(ignored);
    queue_.Clear();
    decoder_.DropDescriptors();
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
