// A frame from the renderer's process to the browser's and its buffer back: OpenPage brought the ring, FrameReady names a
// buffer, FrameCredit gives the other one back. What it costs must not depend on how large the frame is. Beside it the same
// frame written through a socket.
#include <cstring>
#include <memory>

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>

#include "ipc/channel.h"
#include "ipc/frame_ring.h"
#include "ipc/os/memfd.h"
#include "proto/frames.pb.h"
#include "tools/benchmarks/channel_peer.h"
#include "tools/benchmarks/child.h"
#include "tools/benchmarks/raw_peer.h"

namespace bulkhead {
namespace {

// One end of a frames channel that runs until its peer is gone.
class FramesEnd : public ChannelReceiver {
 public:
  FramesEnd(UniqueFd socket, Direction receives) {
    ChannelOptions options;
    options.kind = ChannelKind::kFrames;
    options.receives = receives;
    channel_ = std::make_unique<Channel>(loop_, std::move(socket), options, *this, clock_);
    channel_->gate().set_state(proto::OPEN);
    channel_->Start();
  }
  bool RunUntil(const std::function<bool()>& done) {
    while (!done() && !channel_->ended()) {
      loop_.run_one();
    }
    return !channel_->ended();
  }
  void OnChannelEnd(const ChannelEnd&) override {}

 protected:
  boost::asio::io_context loop_{1};
  FastClock clock_;
  std::unique_ptr<Channel> channel_;
};

// Draws (a line) into the buffer that it was given back and hands it over.
class Renderer final : public FramesEnd {
 public:
  explicit Renderer(UniqueFd socket) : FramesEnd(std::move(socket), Direction::kDown) {}

 private:
  void OnFrame(Frame& frame) override {
    uint32_t buffer = 0;
    if (frame.header.number == proto::FRAMES_OPEN_PAGE) {
      frames::OpenPage page;
      BULKHEAD_CHECK(channel_->Parse(frame, page));
      geometry_ = FrameRingGeometry::For(page.width(), page.height());
      ring_ = std::move(
          SharedMapping::Create(frame.descriptors[0].get(), geometry_.total_bytes(), SharedMapping::Touch::kNow).value());
    } else {
      frames::FrameCredit credit;
      BULKHEAD_CHECK(channel_->Parse(frame, credit));
      buffer = credit.buffer();
    }
    std::memset(ring_.bytes().data() + geometry_.offset(buffer), static_cast<int>(sequence_), geometry_.stride);
    frames::FrameReady ready;
    ready.set_page(1);
    ready.set_buffer(buffer);
    ready.set_sequence(++sequence_);
    ready.set_due(sequence_);
    channel_->Send(ready);
  }

  FrameRingGeometry geometry_;
  SharedMapping ring_;
  uint64_t sequence_ = 0;
};

class Browser final : public FramesEnd {
 public:
  Browser(UniqueFd socket, uint32_t width, uint32_t height)
      : FramesEnd(std::move(socket), Direction::kUp), geometry_(FrameRingGeometry::For(width, height)) {
    UniqueFd fd = std::move(CreateSharedMemory("ring", geometry_.total_bytes()).value());
    ring_ = std::move(SharedMapping::Create(fd.get(), geometry_.total_bytes(), SharedMapping::Touch::kNow).value());
    frames::OpenPage page;
    page.set_page(1);
    page.set_width(width);
    page.set_height(height);
    page.set_stride(geometry_.stride);
    page.set_buffers(geometry_.buffers);
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(std::move(fd));
    channel_->Send(page, std::move(descriptors));
  }

  benchmark::IterationCount left = 1;
  void Credit() {
    frames::FrameCredit credit;
    credit.set_page(1);
    credit.set_buffer(1 - held_);
    channel_->Send(credit);
  }

 private:
  void OnFrame(Frame& frame) override {
    frames::FrameReady ready;
    BULKHEAD_CHECK(channel_->Parse(frame, ready) && ready.buffer() < geometry_.buffers);
    held_ = ready.buffer();
    benchmark::DoNotOptimize(ring_.bytes()[geometry_.offset(held_)]);
    if (--left > 0) {
      Credit();
    }
  }

  const FrameRingGeometry geometry_;
  SharedMapping ring_;
  uint32_t held_ = 0;
};

void FrameHandOver(benchmark::State& state) {
  Child child(Placement::kTwoCores, [](UniqueFd socket) { Renderer(std::move(socket)).RunUntil([] { return false; }); });
  Browser browser(child.TakeSocket(), static_cast<uint32_t>(state.range(0)), static_cast<uint32_t>(state.range(1)));
  const std::function<bool()> done = [&] { return browser.left == 0; };
  browser.RunUntil(done);  // the first frame, which OpenPage asked for
  constexpr benchmark::IterationCount kBatch = 60;
  while (state.KeepRunningBatch(kBatch)) {
    browser.left = kBatch;
    browser.Credit();
    if (!browser.RunUntil(done)) {
      state.SkipWithError("the renderer is gone");
    }
  }
}

constexpr size_t kStep = 64 * 1024;

void FrameThroughSocket(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0) * state.range(1) * kBytesPerPixel);
  Child child(Placement::kTwoCores, [bytes](UniqueFd socket) {
    RawPeer peer(socket.get());
    while (peer.Read(64)) {
      for (size_t left = bytes; left > 0; left -= std::min(left, kStep)) {
        peer.Write(std::min(left, kStep));
      }
    }
  });
  RawPeer peer(child.socket());
  for (auto _ : state) {
    peer.Write(64);
    for (size_t left = bytes; left > 0; left -= std::min(left, kStep)) {
      peer.Read(std::min(left, kStep));
    }
  }
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"width", "height"})->Args({640, 480})->Args({1920, 1080});
  benchmark->UseRealTime()->Unit(benchmark::kMicrosecond);
}
BENCHMARK(FrameHandOver)->Apply(Sizes);
BENCHMARK(FrameThroughSocket)->Apply(Sizes);

}  // namespace
}  // namespace bulkhead
