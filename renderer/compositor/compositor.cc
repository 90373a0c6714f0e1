#include "renderer/compositor/compositor.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "ipc/crash_area.h"
#include "ipc/os/check.h"
#include "proto/frames.pb.h"

namespace bulkhead {
namespace {

// As many as a 1024x768 viewport shows (4 x 4): what one tick of a page that changes all over takes anew.
constexpr size_t kKeptTileBuffers = 16;
// Longer than a pause between two bursts of an animation.
constexpr Duration kTrimAfter = std::chrono::milliseconds(500);
// A Pong holds 8192 bytes, a page's counts at most 28.
constexpr int kMaxPongPages = 256;

ChannelOptions FramesChannel() {
  ChannelOptions options;
  options.kind = ChannelKind::kFrames;
  options.receives = Direction::kDown;
  return options;
}

}  // namespace

Compositor::Compositor(boost::asio::io_context& loop, CompositorOptions options)
    : options_(std::move(options)),
      clock_(*options_.clock),
      schedule_(clock_.Now()),
      port_(std::make_shared<LoopPort>(loop)),
      tile_buffers_(std::make_shared<TileBufferPool>(kKeptTileBuffers)),
      channel_(loop, std::move(options_.frames), FramesChannel(), *this, clock_),
      timer_(loop) {
  // It receives from the browser, which is trusted from the first message on.
  channel_.gate().set_state(proto::OPEN);
}

Compositor::~Compositor() {
  port_->Close();
}

void Compositor::Start() {
  channel_.Send(frames::FramesHello());
  channel_.Start();
}

// ---- from the browser -------------------------------------------------------------------------------------------

void Compositor::OnFrame(Frame& frame) {
  switch (static_cast<proto::FramesDown>(frame.header.number)) {
    case proto::FRAMES_OPEN_PAGE:
      OnOpenPage(frame);
      break;
    case proto::FRAMES_CLOSE_PAGE:
      OnClosePage(frame);
      break;
    case proto::FRAME_CREDIT:
      OnCredit(frame);
      break;
    case proto::FRAMES_PING:
      OnPing(frame);
      break;
    case proto::FRAMES_SHUTDOWN:
      OnShutdown(frame);
      break;
    case proto::TAKE_STACKS:
      OnTakeStacks(frame);
      break;
  }
}

void Compositor::OnChannelEnd(const ChannelEnd& end) {
  if (options_.on_channel_end) {
    options_.on_channel_end(end);
    return;
  }
  // At once, whatever the other threads do: a stuck script does not outlive its browser.
  ::_exit(kBrowserGoneExit);
}

void Compositor::OnOpenPage(Frame& frame) {
  frames::OpenPage message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const FrameRingGeometry geometry{message.width(), message.height(), message.stride(), message.buffers()};
  auto buffers = FrameBuffers::Create(frame.descriptors.front().get(), geometry);
  if (!buffers) {
    channel_.Refuse(BadMessageRule::kField, "OpenPage: " + buffers.error().message());
    return;
  }
  PageCompositor* page = Find(message.page());
  if (page == nullptr) {
    return;  // main has closed it already
  }
  // While main still loads the page, the workers have time for the first buffer's page faults. The others wait until the page is
  // to draw while that one is away: one that never changes needs one buffer only.
  Populate(**buffers, 0, JobPriority::kFrame);
  pages_[message.page()].spare_buffers_untouched = true;
  page->OnRing(std::move(*buffers), clock_.Now());
  Advance(message.page());
}

void Compositor::OnClosePage(const Frame& frame) {
  frames::ClosePage message;
  if (channel_.Parse(frame, message)) {
    pages_[message.page()].closed_by_browser = true;
    Forget(message.page());
  }
}

void Compositor::OnCredit(const Frame& frame) {
  frames::FrameCredit message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const auto found = pages_.find(message.page());
  if (found != pages_.end() && found->second.page) {
    found->second.page->OnCredit(message.buffer(), clock_.Now());
    Advance(message.page());
  }
}

void Compositor::OnPing(const Frame& frame) {
  frames::Ping message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const TimePoint now = clock_.Now();
  frames::Pong pong;
  pong.set_nonce(message.nonce());
  for (auto& [id, entry] : pages_) {
    if (entry.page && entry.page->has_ring() && pong.pages_size() < kMaxPongPages) {
      frames::PageFrames& counts = *pong.add_pages();
      counts.set_page(id);
      counts.set_due(entry.page->due(now));
      counts.set_presented(entry.page->presented());
    }
  }
  channel_.Send(pong);
}

void Compositor::OnShutdown(const Frame& frame) {
  frames::Shutdown message;
  if (channel_.Parse(frame, message)) {
    // Main ends the process; until then nothing more is drawn, and nothing asked of main.
    shut_down_ = true;
    for (auto& [id, entry] : pages_) {
      entry.page.reset();
      entry.wake.reset();
    }
    Rearm();
  }
}

void Compositor::OnTakeStacks(const Frame& frame) {
  frames::TakeStacks message;
  if (channel_.Parse(frame, message)) {
    if (options_.take_stacks) {
      options_.take_stacks();
    }
    // That is the answer: the other threads stand still for ever, perhaps with locks that sending would need.
    channel_.Close();
  }
}

// ---- from the main thread ---------------------------------------------------------------------------------------

void Compositor::RequestMainFrame(uint32_t page) {
  if (PageCompositor* compositor = Find(page)) {
    compositor->RequestMainFrame(clock_.Now());
    Advance(page);
  }
}

void Compositor::OnAnswer(uint32_t page, std::optional<Commit> commit) {
  if (PageCompositor* compositor = Find(page)) {
    compositor->OnAnswer(std::move(commit), clock_.Now());
    Advance(page);
  }
}

void Compositor::OnClosedByMain(uint32_t page) {
  pages_[page].closed_by_main = true;
  Forget(page);
}

// ---- from the pages and the workers -----------------------------------------------------------------------------

void Compositor::BeginFrame(uint32_t page, TimePoint frame_time) {
  options_.main->PostBeginFrame(page, frame_time);
  Entry& entry = pages_[page];
  if (entry.spare_buffers_untouched && entry.page->buffers()->with_browser(0)) {
    entry.spare_buffers_untouched = false;
    for (uint32_t buffer = 1; buffer < static_cast<uint32_t>(entry.page->buffers()->count()); ++buffer) {
      Populate(*entry.page->buffers(), buffer, JobPriority::kBackground);
    }
  }
}

void Compositor::FrameReady(const FrameNotice& notice) {
  frames::FrameReady message;
  message.set_page(notice.page);
  message.set_buffer(notice.buffer);
  message.set_sequence(notice.stamp.sequence);
  message.set_due(notice.stamp.due);
  message.set_run_start(notice.stamp.run_start);
  message.set_commit(notice.commit);
  channel_.Send(message);
  channel_.Flush();  // somebody waits for it; what is left to do here (the old commit's end) can wait
}

void Compositor::Raster(uint32_t page, uint64_t serial, RasterBatch batch, JobPriority priority) {
  batch.buffers = tile_buffers_;
  batch.done = [this, port = port_, page, serial](std::vector<RasteredTile> tiles) {
    port->Post([this, page, serial, tiles = std::move(tiles)]() mutable { OnTiles(page, serial, std::move(tiles)); });
  };
  PostRasterBatch(*options_.workers, std::move(batch), priority);
}

void Compositor::OnTiles(uint32_t page, uint64_t serial, std::vector<RasteredTile> tiles) {
  const auto found = pages_.find(page);
  if (found != pages_.end() && found->second.page) {
    found->second.page->OnTiles(serial, std::move(tiles));
    Advance(page);
  }
}

void Compositor::Populate(const FrameBuffers& buffers, uint32_t buffer, JobPriority priority) {
  for (auto& populate : buffers.Populators(buffer, static_cast<int>(options_.workers->count()))) {
    options_.workers->Post(std::move(populate), priority);
  }
}

// ---- pages and time ---------------------------------------------------------------------------------------------

PageCompositor* Compositor::Find(uint32_t page) {
  if (shut_down_) {
    return nullptr;
  }
  Entry& entry = pages_[page];
  if (!entry.page && !entry.closed_by_main && !entry.closed_by_browser) {
    PageOutlet& outlet = *this;
    entry.page = std::make_unique<PageCompositor>(page, schedule_, outlet);
  }
  return entry.page.get();
}

void Compositor::Forget(uint32_t page) {
  Entry& entry = pages_[page];
  entry.page.reset();
  entry.wake.reset();
  if (entry.closed_by_main && entry.closed_by_browser) {
    pages_.erase(page);
  }
  Rearm();
}

void Compositor::Advance(uint32_t page) {
  const TimePoint now = clock_.Now();
  Entry& entry = pages_[page];
  entry.wake = entry.page->Advance(now);
  const bool at_rest = std::all_of(pages_.begin(), pages_.end(),
                                   [](const auto& item) { return !item.second.page || item.second.page->at_rest(); });
  trim_at_ = at_rest && tile_buffers_->kept() > 0 ? std::optional(now + kTrimAfter) : std::nullopt;
  Rearm();
}

void Compositor::Rearm() {
  std::optional<TimePoint> wake = trim_at_;
  for (const auto& [id, entry] : pages_) {
    if (entry.wake && (!wake || *entry.wake < *wake)) {
      wake = entry.wake;
    }
  }
  if (wake == armed_) {
    return;
  }
  armed_ = wake;
  if (!wake) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(*wake);  // cancels the wait before it
  timer_.async_wait([this](const ErrorCode& error) {
    if (!error) {
      OnTimer();
    }
  });
}

void Compositor::OnTimer() {
  const TimePoint now = clock_.Now();
  // A wait that was replaced after it had expired.
  if (!armed_ || now < *armed_) {
    return;
  }
  armed_.reset();
  if (trim_at_ && now >= *trim_at_) {
    trim_at_.reset();
    tile_buffers_->Trim();
  }
  for (auto& [id, entry] : pages_) {
    if (entry.wake && now >= *entry.wake) {
      entry.wake.reset();
      Advance(id);  // inserts no page
    }
  }
  Rearm();
}

}  // namespace bulkhead
