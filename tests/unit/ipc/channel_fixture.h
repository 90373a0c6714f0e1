// A channel over a real socket pair, its loop turned by hand, time by a ManualClock. `far` is the raw other end.
#ifndef BULKHEAD_TESTS_UNIT_IPC_CHANNEL_FIXTURE_H_
#define BULKHEAD_TESTS_UNIT_IPC_CHANNEL_FIXTURE_H_

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "ipc/channel.h"
#include "ipc/os/descriptor_passing.h"
#include "ipc/os/socket_pair.h"
#include "ipc/os/stream_io.h"
#include "tests/support/descriptor_count.h"
#include "tests/support/manual_clock.h"
#include "tests/support/open_descriptors.h"
#include "tests/unit/ipc/golden_frames.h"

namespace bulkhead {

inline const Bytes kPong = Golden("bulkhead.control.Pong").bytes();

class ChannelTest : public ::testing::Test, public ChannelReceiver {
 protected:
  ChannelTest() { Open(ChannelKind::kControl, Direction::kUp); }
  void TearDown() override {
    channel_.reset();
    far_.Reset();
    loop_.restart();
    loop_.poll();
    EXPECT_EQ(CountOpenDescriptors(), before_);
  }

  void Open(ChannelKind kind, Direction receives, ChannelOptions options = {}) {
    channel_.reset();
    SocketPair pair = CreateSocketPair(SOCK_STREAM).value();
    far_ = std::move(pair.theirs);
    options.kind = kind;
    options.receives = receives;
    channel_ = std::make_unique<Channel>(loop_, std::move(pair.ours), options, *this, clock_);
    channel_->gate().set_state(proto::OPEN);
    channel_->Start();
  }

  // Runs what is ready, until nothing is.
  void Turn() {
    loop_.restart();
    loop_.poll();
  }
  void FarWrites(const Bytes& bytes, size_t descriptors = 0) {
    // Not WriteStream(), which never sends what a peer of ours would not.
    const std::vector<UniqueFd> open = OpenDescriptors(descriptors);
    std::vector<int> numbers;
    for (const UniqueFd& fd : open) {
      numbers.push_back(fd.get());
    }
    iovec part{const_cast<uint8_t*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    DescriptorRoom<253> room;
    if (!numbers.empty()) {
      AttachDescriptors(message, room, numbers);
    }
    ASSERT_EQ(::sendmsg(far_.get(), &message, MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // One recv of the far end; empty: nothing there, or the end.
  Bytes FarReads(size_t most = 1 << 20) {
    Bytes bytes(most);
    const Result<StreamRead> read = ReadStream(far_.get(), bytes, &far_descriptors_);
    bytes.resize(read ? read->bytes : 0);
    return bytes;
  }
  bool FarSeesEnd() {
    Bytes bytes(1 << 20);
    while (true) {
      const Result<StreamRead> read = ReadStream(far_.get(), bytes, nullptr);
      if (!read || read->bytes == 0) {
        return read.has_value();
      }
    }
  }
  // Fills the socket, so that whatever is sent next stays queued.
  void FillSocket() {
    const Bytes bytes(64 * 1024, 0);
    while (WriteStream(channel_->native_handle(), bytes, {})) {
    }
  }

  void OnFrame(Frame& frame) override {
    numbers_.push_back(frame.header.number);
    for (UniqueFd& fd : frame.descriptors) {
      descriptors_.push_back(std::move(fd));
    }
    if (on_frame_) {
      on_frame_(frame);
    }
  }
  void OnChannelEnd(const ChannelEnd& end) override {
    ends_.push_back(end);
    if (on_end_) {
      on_end_();
    }
  }
  void ExpectEnd(ChannelEnd::Kind kind) {
    ASSERT_EQ(ends_.size(), 1U);
    EXPECT_EQ(ends_[0].kind, kind);
  }
  void ExpectBad(BadMessageRule rule) {
    ExpectEnd(ChannelEnd::Kind::kBadMessage);
    EXPECT_EQ(ends_[0].rule, rule);
  }

  boost::asio::io_context loop_{1};
  // Has the loop make its epoll, timer and event descriptors before they are counted.
  boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type> warm_up_{loop_};
  ManualClock clock_;
  const size_t before_ = CountOpenDescriptors();
  UniqueFd far_;
  std::unique_ptr<Channel> channel_;
  std::vector<uint16_t> numbers_;
  std::vector<ChannelEnd> ends_;
  std::vector<UniqueFd> far_descriptors_;
  std::vector<UniqueFd> descriptors_;
  std::function<void(Frame&)> on_frame_;
  std::function<void()> on_end_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_IPC_CHANNEL_FIXTURE_H_
