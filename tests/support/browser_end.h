// BrowserEnd: the browser's end of a control or frames channel, with the browser's own checks, for tests of what a renderer
// says.
#ifndef BULKHEAD_TESTS_SUPPORT_BROWSER_END_H_
#define BULKHEAD_TESTS_SUPPORT_BROWSER_END_H_

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "ipc/channel.h"
#include "ipc/frame_ring.h"
#include "ipc/os/memfd.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"

namespace bulkhead {

class BrowserEnd final : public ChannelReceiver {
 public:
  explicit BrowserEnd(UniqueFd socket, const Clock& clock = SteadyClockForTests(),
                      ChannelKind kind = ChannelKind::kControl)
      : channel_(loop_, std::move(socket), Options(kind), *this, clock) {
    channel_.Start();
  }

  Channel& channel() { return channel_; }
  const std::optional<ChannelEnd>& end() const { return end_; }
  size_t waiting() const { return received_.size(); }

  static std::unique_ptr<BrowserEnd> OfFrames(UniqueFd socket) {
    return std::make_unique<BrowserEnd>(std::move(socket), SteadyClockForTests(), ChannelKind::kFrames);
  }

  // Runs the loop until `done`; a minute in real time is a failure.
  bool RunUntil(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!done()) {
      loop_.restart();
      if (loop_.run_one_until(deadline) == 0 && std::chrono::steady_clock::now() >= deadline) {
        return false;
      }
    }
    return true;
  }
  // Handles what has arrived by now.
  void Poll() {
    loop_.restart();
    loop_.poll();
  }

  // The first message of this kind that was not taken yet; waits for it. nullopt: the channel ended without it.
  template <class Message>
  std::optional<Message> Take() {
    std::optional<Message> found;
    RunUntil([&] {
      for (auto entry = received_.begin(); entry != received_.end(); ++entry) {
        if (entry->first == ContractOf<Message>().number) {
          found.emplace();
          EXPECT_TRUE(found->ParseFromString(entry->second));
          received_.erase(entry);
          return true;
        }
      }
      return end_.has_value();
    });
    return found;
  }
  // All of this kind that are here already, in order.
  template <class Message>
  std::vector<Message> TakeAll() {
    std::vector<Message> found;
    std::erase_if(received_, [&](const auto& entry) {
      if (entry.first != ContractOf<Message>().number) {
        return false;
      }
      EXPECT_TRUE(found.emplace_back().ParseFromString(entry.second));
      return true;
    });
    return found;
  }

  // Written at once: the other channel may be the one that is waited for.
  void Navigate(uint32_t page, std::string_view document, const std::string& url = "test.html") {
    control::Navigate message;
    message.set_page(page);
    message.set_url(url);
    message.set_size(document.size());
    message.set_width(320);
    message.set_height(200);
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(CreateSealedCopy("document", document).value());
    channel_.Send(message, std::move(descriptors));
    channel_.Flush();
  }
  void InjectFault(uint32_t page, const std::string& fault) {
    control::InjectFault message;
    message.set_page(page);
    message.set_fault(fault);
    channel_.Send(message);
    channel_.Flush();
  }
  // True when everything sent before was handled: the main thread answers in order.
  bool Sync() { return Sync<control::Ping, control::Pong>(); }
  bool SyncFrames() { return Sync<frames::Ping, frames::Pong>(); }

  // Gives page `page` a ring of two buffers; the mapping is how the test sees them.
  SharedMapping OpenPage(uint32_t page, const FrameRingGeometry& geometry) {
    UniqueFd ring = CreateSharedMemory("ring", geometry.total_bytes()).value();
    SharedMapping mapping = SharedMapping::Create(ring.get(), geometry.total_bytes()).value();
    frames::OpenPage message;
    message.set_page(page);
    message.set_width(geometry.width);
    message.set_height(geometry.height);
    message.set_stride(geometry.stride);
    message.set_buffers(geometry.buffers);
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(std::move(ring));
    channel_.Send(message, std::move(descriptors));
    return mapping;
  }

  // ChannelReceiver:
  void OnFrame(Frame& frame) override {
    if (frame.header.number == proto::HELLO || frame.header.number == proto::FRAMES_HELLO) {
      channel_.gate().set_state(proto::OPEN);
    } else if (frame.header.number == proto::GOODBYE) {
      channel_.gate().set_state(proto::CLOSING);
    }
    received_.emplace_back(frame.header.number, std::string(frame.payload.begin(), frame.payload.end()));
  }
  void OnChannelEnd(const ChannelEnd& end) override { end_ = end; }

 private:
  template <class Ping, class Pong>
  bool Sync() {
    Ping ping;
    ping.set_nonce(++last_nonce_);
    channel_.Send(ping);
    const auto pong = Take<Pong>();
    return pong && pong->nonce() == last_nonce_;
  }
  static const Clock& SteadyClockForTests() {
    static const SteadyClock clock;
    return clock;
  }
  static ChannelOptions Options(ChannelKind kind) {
    ChannelOptions options;
    options.kind = kind;
    options.receives = Direction::kUp;
    return options;
  }

  boost::asio::io_context loop_;
  Channel channel_;
  std::deque<std::pair<uint16_t, std::string>> received_;
  std::optional<ChannelEnd> end_;
  uint64_t last_nonce_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_BROWSER_END_H_
