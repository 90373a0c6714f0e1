// Frames: tile raster with one and two workers, compose into the ring, what first touch costs, and the hand-over from a
// commit of the main thread to FrameReady at the browser, which must not depend on the size of the page.
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

#include "ipc/channel.h"
#include "ipc/frame_ring.h"
#include "ipc/os/memfd.h"
#include "ipc/os/socket_pair.h"
#include "proto/frames.pb.h"
#include "renderer/compositor/compose.h"
#include "renderer/compositor/compositor_thread.h"
#include "renderer/compositor/frame_buffers.h"
#include "renderer/compositor/raster_batch.h"
#include "renderer/raster/tile_raster.h"
#include "renderer/text/font_set.h"

namespace bulkhead {
namespace {

// Cards with borders and words, as on an ordinary page: about 40 items a tile.
std::shared_ptr<const DisplayList> Cards(int width, int height, int seed = 0) {
  static std::string error;
  static const std::unique_ptr<FontSet> fonts = FontSet::Create(FontSet::kDirectory, &error);
  DisplayList list;
  CornerRadii radii;
  radii.values.fill(8);
  static constexpr const char* kWords[] = {"browser", "renderer", "compositor", "channel", "frame"};
  for (int y = 8; y < height; y += 80) {
    for (int x = 8; x < width; x += 160) {
      list.items.push_back(FillItem{{x, y, 150, 70}, radii, {230, static_cast<uint8_t>(200 + seed % 50), 250, 255}});
      const BorderSide side{1, 1, {120, 120, 160, 255}};
      list.items.push_back(BorderItem{{x, y, 150, 70}, radii, side, side, side, side});
      for (int line = 0; fonts && line < 3; ++line) {
        for (int word = 0; word < 2; ++word) {
          const auto run = fonts->Shape(fonts->Get("sans-serif", 13, 400, false), kWords[(line + word + x / 160) % 5]);
          const int left = x + 8 + word * 72;
          list.items.push_back(TextItem{run, static_cast<float>(left), static_cast<float>(y + 20 + line * 18),
                                        {20, 20, 40, 255}, {left, y + 6 + line * 18, 70, 18}});
        }
      }
    }
  }
  return std::make_shared<const DisplayList>(std::move(list));
}

TileLayer RasteredLayer(int width, int height) {
  TileLayer layer(std::make_shared<const RasterList>(Cards(width, height), false));
  const auto buffers = std::make_shared<TileBufferPool>(0);
  for (const TileKey& key : layer.TakeMissing(TileRange::Visible(0, width, height))) {
    layer.Put(key, RasterTile(*layer.list(), key.rect().x, key.rect().y, *buffers));
  }
  return layer;
}

// Twelve tiles, 1024x768.
void RasterViewport(benchmark::State& state) {
  const auto workers = std::move(*WorkerPool::Create(static_cast<uint32_t>(state.range(0)), nullptr));
  const auto list = std::make_shared<const RasterList>(Cards(1024, 768), false);
  const auto buffers = std::make_shared<TileBufferPool>(16);
  for (auto _ : state) {
    RasterBatch batch;
    batch.scrolling = list;
    for (int i = 0; i < 12; ++i) {
      batch.tiles.push_back({LayerKind::kScrolling, {i / 4, i % 4}, nullptr});
    }
    batch.buffers = buffers;
    batch.cancelled = std::make_shared<const std::atomic<bool>>(false);
    std::promise<void> done;
    batch.done = [&](std::vector<RasteredTile>) { done.set_value(); };
    PostRasterBatch(*workers, std::move(batch), JobPriority::kFrame);
    done.get_future().wait();
  }
}
BENCHMARK(RasterViewport)
    ->ArgName("workers")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void ComposeFrame(benchmark::State& state) {
  const auto geometry =
      FrameRingGeometry::For(static_cast<uint32_t>(state.range(0)), static_cast<uint32_t>(state.range(1)));
  const UniqueFd memfd = std::move(*CreateSharedMemory("ring", geometry.total_bytes()));
  const auto buffers = std::move(*FrameBuffers::Create(memfd.get(), geometry));
  const TileLayer layer = RasteredLayer(buffers->width(), buffers->height());
  const Rect all{0, 0, buffers->width(), buffers->height()};
  for (auto _ : state) {
    Compose({buffers->Pixels(0), buffers->width(), buffers->height()}, all, layer, 0, TileLayer());
  }
}
BENCHMARK(ComposeFrame)->Args({640, 480})->Args({1024, 768})->Args({1920, 1080})->Unit(benchmark::kMillisecond);

// The same into a ring whose pages nobody has touched, and what the workers do about it.
void ComposeFirstFrame(benchmark::State& state) {
  const auto geometry = FrameRingGeometry::For(1024, 768);
  const TileLayer layer = RasteredLayer(1024, 768);
  for (auto _ : state) {
    state.PauseTiming();
    const UniqueFd memfd = std::move(*CreateSharedMemory("ring", geometry.total_bytes()));
    const auto buffers = std::move(*FrameBuffers::Create(memfd.get(), geometry));
    state.ResumeTiming();
    Compose({buffers->Pixels(0), 1024, 768}, {0, 0, 1024, 768}, layer, 0, TileLayer());
  }
}
BENCHMARK(ComposeFirstFrame)->Unit(benchmark::kMillisecond);

void PopulateBuffer(benchmark::State& state) {
  const auto geometry = FrameRingGeometry::For(1024, 768);
  for (auto _ : state) {
    state.PauseTiming();
    const UniqueFd memfd = std::move(*CreateSharedMemory("ring", geometry.total_bytes()));
    const auto buffers = std::move(*FrameBuffers::Create(memfd.get(), geometry));
    const auto populators = buffers->Populators(0, 1);
    state.ResumeTiming();
    populators.front()();
  }
}
BENCHMARK(PopulateBuffer)->Unit(benchmark::kMillisecond);

class NoMain final : public MainFrameClient {
 public:
  void PostBeginFrame(uint32_t, TimePoint) override {}
};

// The browser's end, on the benchmark's thread.
class Receiver final : public ChannelReceiver {
 public:
  void OnFrame(Frame& frame) override {
    switch (static_cast<proto::FramesUp>(frame.header.number)) {
      case proto::FRAMES_HELLO:
        channel->gate().set_state(proto::OPEN);
        break;
      case proto::FRAME_READY: {
        frames::FrameReady ready;
        channel->Parse(frame, ready);
        ++frames;
        if (held) {
          frames::FrameCredit credit;
          credit.set_page(1);
          credit.set_buffer(*held);
          channel->Send(credit);
        }
        held = ready.buffer();
        break;
      }
      case proto::FRAMES_PONG:
        break;
    }
  }
  void OnChannelEnd(const ChannelEnd&) override {}

  Channel* channel = nullptr;
  int frames = 0;
  std::optional<uint32_t> held;
};

// A change of 100x20 pixels: commit, raster of one tile, compose, FrameReady here.
void CommitToFrameReady(benchmark::State& state) {
  SocketPair sockets = std::move(*CreateSocketPair(SOCK_STREAM));
  const auto workers = std::move(*WorkerPool::Create(2, nullptr));
  NoMain main;
  SteadyClock clock;
  boost::asio::io_context loop;
  Receiver receiver;
  ChannelOptions channel_options;
  channel_options.kind = ChannelKind::kFrames;
  channel_options.receives = Direction::kUp;
  Channel channel(loop, std::move(sockets.ours), channel_options, receiver, clock);
  receiver.channel = &channel;
  channel.Start();
  CompositorOptions options;
  options.frames = std::move(sockets.theirs);
  options.workers = workers.get();
  options.main = &main;
  options.clock = &clock;
  options.on_channel_end = [](const ChannelEnd&) {};
  const auto compositor = std::move(*CompositorThread::Create(std::move(options)));

  const int width = static_cast<int>(state.range(0));
  const int height = static_cast<int>(state.range(1));
  const auto geometry = FrameRingGeometry::For(static_cast<uint32_t>(width), static_cast<uint32_t>(height));
  UniqueFd memfd = std::move(*CreateSharedMemory("ring", geometry.total_bytes()));
  frames::OpenPage open;
  open.set_page(1);
  open.set_width(geometry.width);
  open.set_height(geometry.height);
  open.set_stride(geometry.stride);
  open.set_buffers(geometry.buffers);
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(std::move(memfd));
  channel.Send(open, std::move(descriptors));
  uint64_t id = 0;
  const auto commit = [&](bool whole) {
    Commit next;
    next.page = 1;
    next.id = ++id;
    next.list = Cards(width, height, static_cast<int>(id));
    next.content_width = width;
    next.content_height = height;
    if (!whole) {
      next.damage = std::vector<Rect>{{20, 20, 100, 20}};
    }
    const int frames = receiver.frames;
    const auto began = std::chrono::steady_clock::now();
    compositor->PostCommit(1, std::move(next));
    while (receiver.frames == frames) {
      loop.run_one();
    }
    return std::chrono::steady_clock::now() - began;
  };
  commit(true);
  for (int i = 0; i < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(18));
    commit(false);  // both buffers are touched and drawn whole
  }
  for (auto _ : state) {
    // Its tick's room for a frame is spent: the next one begins within 1/60 s.
    std::this_thread::sleep_for(std::chrono::milliseconds(18));
    state.SetIterationTime(std::chrono::duration<double>(commit(false)).count());
  }
}
BENCHMARK(CommitToFrameReady)
    ->Args({640, 480})
    ->Args({1024, 768})
    ->Args({1920, 1080})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(50);

}  // namespace
}  // namespace bulkhead

BENCHMARK_MAIN();
