// Channel: one end of a stream socket that carries frames. Lives on one thread, that of its io_context.
//
// Reads are buffered, writes coalesced: everything sent in one turn of the loop leaves in one write, of much each 64 KiB. A turn
// is bounded in frames and in reads, then yields, so that one busy peer does not starve the others. The channel never blocks.
// It ends once: the receiver's OnChannelEnd() is the last call. An end of stream comes behind everything that had arrived;
// an end decided on this side (a rule, a bound, an error) comes at once.
#ifndef BULKHEAD_IPC_CHANNEL_H_
#define BULKHEAD_IPC_CHANNEL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <google/protobuf/message.h>

#include "ipc/bad_message.h"
#include "ipc/frame_decoder.h"
#include "ipc/message_gate.h"
#include "ipc/os/clock.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "ipc/send_queue.h"

namespace bulkhead {

// Why a channel ended; one terminal reason each.
struct ChannelEnd {
  enum class Kind {
    kPeerClosed,    // end of stream between frames
    kBadMessage,    // `rule`; also an end of stream inside a frame (kTruncated), which a peer that was killed leaves too
    kOutboundBytes, // the peer does not read: too much queued
    kOutboundAge,   // ... or queued for too long
    kError,         // `error`: the socket failed
  };
  Kind kind = Kind::kPeerClosed;
  BadMessageRule rule = BadMessageRule::kHeader;
  std::string detail;
  ErrorCode error;
};

class ChannelReceiver {
 public:
  virtual ~ChannelReceiver() = default;
  // `frame.payload` is valid during the call only. Descriptors not moved out are closed. The receiver may destroy the
  // channel from here or from OnChannelEnd().
  //
  // OnChannelEnd() comes from the loop, or before Refuse(), Parse(), Flush(), DrainAndEnd() or CheckQueueAge() return, when
  // it is that call that ends the channel. Never from inside Send().
  virtual void OnFrame(Frame& frame) = 0;
  virtual void OnChannelEnd(const ChannelEnd& end) = 0;
};

struct ChannelOptions {
  ChannelKind kind = ChannelKind::kControl;
  Direction receives = Direction::kUp;
  // Hard bounds of the send queue (0: none). A peer that does not read ends the channel with them.
  size_t max_queued_bytes = 4 * 1024 * 1024;
  Duration max_queued_age = std::chrono::seconds(5);
};

class Channel {
 public:
  // Takes the socket (valid). `receiver` and `clock` outlive the channel. Nothing is read before Start().
  Channel(boost::asio::io_context& loop, UniqueFd socket, ChannelOptions options, ChannelReceiver& receiver,
          const Clock& clock);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void Start();

  // Queues `message`; it leaves at the end of this turn. Quiet after the end: the end itself was told.
  template <class Message>
  void Send(const Message& message, std::vector<UniqueFd> descriptors = {}) {
    SendFrame(ContractOf<Message>(), message, std::move(descriptors));
  }
  // Writes what the socket takes now, without waiting for the end of the turn.
  void Flush();
  // Keeps what is sent in the queue, bounded in bytes and not in age, until it is let go: for a peer that is not known yet.
  void HoldWrites(bool held);
  // Raw bytes instead of a frame: fault injection and tests only.
  void SendRaw(std::span<const uint8_t> bytes);
  // Stops reading and leaves the socket open, also in the midst of a turn: fault injection (channel.never_read) and
  // throttling. An end of stream is not seen meanwhile.
  void PauseReading(bool paused);

  // Ends the channel from this side with a rule that only the receiver could see (a field, an id).
  void Refuse(BadMessageRule rule, std::string detail);
  // Hands out what already arrived, also while paused, then ends as an end of stream would: for a peer known to be dead.
  // From inside OnFrame() it happens right after this turn.
  void DrainAndEnd();
  // Closes without OnChannelEnd().
  void Close();
  // Checks the age bound; called by the owner's periodic tick. Ends the channel with kOutboundAge when broken.
  void CheckQueueAge();

  // Parses a frame's payload as `Message`: recursion at most 16; from a renderer, unknown fields are refused too. False:
  // the channel has ended with kParse or kUnknownFields.
  template <class Message>
  bool Parse(const Frame& frame, Message& message) {
    return ParseInto(frame, message);
  }

  MessageGate& gate() { return gate_; }
  size_t queued_bytes() const { return queue_.bytes(); }
  std::optional<TimePoint> oldest_queued() const { return queue_.oldest(); }
  uint64_t messages_in() const { return messages_in_; }
  uint64_t messages_out() const { return messages_out_; }
  bool ended() const { return ended_; }
  int native_handle() { return socket_.native_handle(); }

 private:
  struct Life;  // says to late completions that the channel is gone

  void SendFrame(const MessageContract& contract,
                 const google::protobuf::MessageLite& message,
                 std::vector<UniqueFd> descriptors);
  bool ParseInto(const Frame& frame, google::protobuf::Message& message);
  void WaitReadable();
  void ScheduleTurn();
  void RunTurn();
  enum class Progress {
    kNeedBytes,  // everything buffered is handed out
    kMore,       // the turn is used up, there may be more
    kStopped,    // paused, ended or destroyed: look before touching a member
  };
  Progress ReadAndDispatch(int frames, int reads);
  Progress Dispatch(int& frames);
  void EndOfStream();
  TimePoint PushTime();
  bool OverBound() const;
  // A whole segment leaves while the turn goes on: the peer, on another core, reads it meanwhile, and its memory is still in
  // the cache. Tells no error.
  void WriteAhead();
  Result<size_t> WriteFront();
  void ScheduleFlush();
  void WaitWritable();
  void WriteQueued();
  void End(ChannelEnd end);

  static constexpr int kFramesPerTurn = 256;
  static constexpr int kReadsPerTurn = 4;  // of at least 64 KiB
  // A dead peer's bytes: at most the decoder's 128 KiB and a socket buffer of 208 KiB, in frames of at least 8 bytes. A
  // living holder of a copied socket could go on for ever, hence a bound at all.
  static constexpr int kFramesPerDrain = 64 * 1024;
  static constexpr int kReadsPerDrain = 64 * 1024;

  // Not the type-erased default executor: every wait and post would pay for it.
  using Socket = boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;
  Socket socket_;
  const ChannelOptions options_;
  ChannelReceiver& receiver_;
  const Clock& clock_;
  MessageGate gate_;
  FrameDecoder decoder_;
  SendQueue queue_;
  std::shared_ptr<Life> life_;
  ErrorCode start_error_;
  TimePoint turn_now_{};
  bool started_ = false;
  bool in_turn_ = false;
  bool draining_ = false;
  bool turn_scheduled_ = false;
  bool flush_scheduled_ = false;
  bool waiting_writable_ = false;
  bool waiting_readable_ = false;
  bool paused_ = false;
  bool held_ = false;
  bool ended_ = false;
  uint64_t messages_in_ = 0;
  uint64_t messages_out_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_CHANNEL_H_
