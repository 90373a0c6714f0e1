// The compositor thread against a browser's end of its channel: a real socket, a real ring, real time (with bounds that a
// busy machine keeps).
#include "renderer/compositor/compositor_thread.h"

#include <sys/resource.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <future>
#include <map>

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "ipc/frame_ring.h"
#include "ipc/os/memfd.h"
#include "ipc/os/socket_pair.h"
#include "proto/frames.pb.h"
#include "tests/unit/compositor/test_pictures.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint32_t kPage = 5;

// The browser's end: keeps what came, gives credits back as the browser does.
class BrowserEnd final : private ChannelReceiver {
 public:
  explicit BrowserEnd(UniqueFd socket) : channel_(loop_, std::move(socket), Options(), *this, clock_) {
    channel_.Start();
  }

  // Runs until `done` holds; false after ten seconds.
  template <class Predicate>
  bool RunUntil(Predicate done) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(10);
    loop_.restart();
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline || (loop_.run_one_for(milliseconds(100)), loop_.stopped())) {
        loop_.restart();
        if (std::chrono::steady_clock::now() > deadline) {
          return false;
        }
      }
    }
    return true;
  }
  void RunFor(Duration duration) {
    bool over = false;
    boost::asio::steady_timer timer(loop_, duration);
    timer.async_wait([&](const ErrorCode&) { over = true; });
    RunUntil([&] { return over; });
  }
  void OpenPage(uint32_t page, uint32_t width = 320, uint32_t height = 240) {
    geometry_ = FrameRingGeometry::For(width, height);
    auto memfd = CreateSharedMemory("ring", geometry_.total_bytes());
    ring_ = *SharedMapping::Create(memfd->get(), geometry_.total_bytes());
    frames::OpenPage message;
    message.set_page(page);
    message.set_width(geometry_.width);
    message.set_height(geometry_.height);
    message.set_stride(stride ? *stride : geometry_.stride);
    message.set_buffers(geometry_.buffers);
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(std::move(*memfd));
    channel_.Send(message, std::move(descriptors));
    held_.reset();
  }
  frames::Pong Ping() {
    frames::Ping ping;
    ping.set_nonce(++nonce_);
    channel_.Send(ping);
    EXPECT_TRUE(RunUntil([&] { return !pongs.empty() && pongs.back().nonce() == nonce_; }));
    return pongs.back();
  }
  template <class Message>
  void Send(const Message& message) {
    channel_.Send(message);
  }
  void CloseSocket() { channel_.Close(); }
  uint32_t Pixel(int x, int y) const {
    const auto* pixels =
        reinterpret_cast<const uint32_t*>(ring_.bytes().data() + geometry_.offset(frames.back().buffer()));
    return pixels[y * static_cast<int>(geometry_.width) + x];
  }

  int hellos = 0;
  std::vector<frames::FrameReady> frames;
  std::vector<frames::Pong> pongs;
  bool give_credits = true;
  bool ended = false;
  std::optional<uint32_t> stride;

 private:
  static ChannelOptions Options() {
    ChannelOptions options;
    options.kind = ChannelKind::kFrames;
    options.receives = Direction::kUp;
    return options;
  }
  void OnFrame(Frame& frame) override {
    switch (static_cast<proto::FramesUp>(frame.header.number)) {
      case proto::FRAMES_HELLO:
        ++hellos;
        channel_.gate().set_state(proto::OPEN);
        break;
      case proto::FRAME_READY: {
        frames::FrameReady& ready = frames.emplace_back();
        ASSERT_TRUE(channel_.Parse(frame, ready));
        if (held_ && give_credits) {
          frames::FrameCredit credit;
          credit.set_page(ready.page());
          credit.set_buffer(*held_);
          channel_.Send(credit);
        }
        held_ = ready.buffer();
        break;
      }
      case proto::FRAMES_PONG:
        ASSERT_TRUE(channel_.Parse(frame, pongs.emplace_back()));
        break;
    }
  }
  void OnChannelEnd(const ChannelEnd& end) override {
    ended = true;
    EXPECT_EQ(end.kind, ChannelEnd::Kind::kPeerClosed) << static_cast<int>(end.rule);
  }

  boost::asio::io_context loop_;
  SteadyClock clock_;
  Channel channel_;
  FrameRingGeometry geometry_;
  SharedMapping ring_;
  std::optional<uint32_t> held_;
  uint64_t nonce_ = 0;
};

// Main as a function of the BeginFrame, called on the compositor thread: it may post from there.
class FakeMain final : public MainFrameClient {
 public:
  void PostBeginFrame(uint32_t page, TimePoint frame_time) override {
    ++asked;
    if (on_begin) {
      on_begin(page, frame_time);
    }
  }
  std::atomic<int> asked{0};
  std::function<void(uint32_t, TimePoint)> on_begin;
};

class CompositorThreadTest : public testing::Test {
 protected:
  void Start(ThreadStartHook hook = nullptr) {
    auto sockets = CreateSocketPair(SOCK_STREAM);
    ASSERT_TRUE(sockets);
    browser_ = std::make_unique<BrowserEnd>(std::move(sockets->ours));
    CompositorOptions options;
    options.frames = std::move(sockets->theirs);
    options.workers = workers_.get();
    options.main = &main_;
    options.clock = &clock_;
    options.start_hook = std::move(hook);
    options.on_channel_end = [this](const ChannelEnd& end) { end_.set_value(end); };
    options.take_stacks = [this] { stacks_taken_ = true; };
    auto thread = CompositorThread::Create(std::move(options));
    ASSERT_TRUE(thread);
    compositor_ = std::move(*thread);
  }
  Commit Content(std::vector<DisplayItem> items, int height = 240) {
    Commit commit;
    commit.page = kPage;
    commit.id = ++commits_;
    commit.list = std::make_shared<const DisplayList>(DisplayList{std::move(items), {255, 255, 255, 255}});
    commit.content_width = 320;
    commit.content_height = height;
    return commit;
  }
  bool AwaitFrames(size_t count) {
    return browser_->RunUntil([&] { return browser_->frames.size() >= count; });
  }
  rusage UsageOfCompositor() {
    std::promise<rusage> usage;
    compositor_->PostTask([&] {
      rusage now;
      ::getrusage(RUSAGE_THREAD, &now);
      usage.set_value(now);
    });
    return usage.get_future().get();
  }

  SteadyClock clock_;
  FakeMain main_;
  std::unique_ptr<WorkerPool> workers_ = *WorkerPool::Create(2, nullptr);
  std::unique_ptr<BrowserEnd> browser_;
  std::promise<ChannelEnd> end_;
  std::atomic<bool> stacks_taken_{false};
  std::atomic<uint64_t> commits_{0};
  std::unique_ptr<CompositorThread> compositor_;
};

TEST_F(CompositorThreadTest, SaysHelloWhenTheBarrierOpens) {
  std::promise<void> arrived;
  std::promise<void> open;
  std::string name;
  Start([&](const std::string& thread) {
    name = thread;
    arrived.set_value();
    open.get_future().wait();
  });
  arrived.get_future().wait();
  browser_->RunFor(milliseconds(20));
  EXPECT_EQ(browser_->hellos, 0);
  open.set_value();
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->hellos == 1; }));
  EXPECT_EQ(name, "compositor");
}

TEST_F(CompositorThreadTest, ShowsACommit) {
  Start();
  browser_->OpenPage(kPage);
  compositor_->PostCommit(kPage, Content({FillItem{{10, 10, 300, 200}, {}, kRed}}));
  ASSERT_TRUE(AwaitFrames(1));
  EXPECT_EQ(browser_->frames[0].page(), kPage);
  EXPECT_EQ(browser_->frames[0].sequence(), 1u);
  EXPECT_EQ(browser_->frames[0].commit(), 1u);
  EXPECT_TRUE(browser_->frames[0].run_start());
  EXPECT_EQ(browser_->Pixel(10, 10), kRedPixel);
  EXPECT_EQ(browser_->Pixel(9, 10), 0xffffffff);
}

TEST_F(CompositorThreadTest, ACommitMayComeBeforeItsRing) {
  Start();
  compositor_->RequestMainFrame(kPage);
  compositor_->PostCommit(kPage, Content({FillItem{{0, 0, 300, 200}, {}, kRed}}));
  browser_->Ping();
  browser_->OpenPage(kPage);
  ASSERT_TRUE(AwaitFrames(1));
  EXPECT_EQ(browser_->Pixel(10, 10), kRedPixel);
}

TEST_F(CompositorThreadTest, AnimatesNoFasterThanItsClock) {
  Start();
  std::atomic<int> x{0};
  TimePoint last_time{};
  std::atomic<int> irregular{0};
  // Not through the owner's pointer, which is null already while the thread ends.
  CompositorThread& compositor = *compositor_;
  main_.on_begin = [&](uint32_t page, TimePoint frame_time) {
    const auto step = frame_time - last_time;
    // Whole sixtieths; a tick that was slept through makes two or more.
    const double ticks = std::chrono::duration<double>(step).count() * 60;
    if (last_time != TimePoint{} && x > 1 && std::abs(ticks - std::round(ticks)) > 0.01) {
      ++irregular;
    }
    last_time = frame_time;
    Commit commit = Content({FillItem{{++x % 300, 10, 10, 10}, {}, kRed}});
    commit.animating = true;
    compositor.PostCommit(page, std::move(commit));
  };
  browser_->OpenPage(kPage);
  const auto begin = std::chrono::steady_clock::now();
  compositor_->RequestMainFrame(kPage);
  constexpr size_t kFrames = 40;
  const bool all_came = AwaitFrames(kFrames);
  const auto end = std::chrono::steady_clock::now();
  compositor_.reset();  // it calls what stands on this stack
  ASSERT_TRUE(all_came);
  EXPECT_GE(end - begin, milliseconds(1000 * (kFrames - 2) / 60));
  EXPECT_EQ(irregular, 0);
  for (size_t i = 0; i < kFrames; ++i) {
    EXPECT_EQ(browser_->frames[i].sequence(), i + 1);
    EXPECT_GE(browser_->frames[i].due(), i + 1);
    EXPECT_EQ(browser_->frames[i].run_start(), i == 0);
  }
}

TEST_F(CompositorThreadTest, ScrollsWhileMainIsStuck) {
  Start();
  browser_->OpenPage(kPage);
  std::vector<DisplayItem> stripes;
  for (int y = 0; y < 4000; y += 20) {
    stripes.push_back(FillItem{{0, y, 320, 10}, {}, kRed});
  }
  Commit commit = Content(std::move(stripes), 4000);
  commit.scroll = ScrollRequest{2000, true};
  compositor_->PostCommit(kPage, std::move(commit));
  compositor_->RequestMainFrame(kPage);  // asked, never answered
  ASSERT_TRUE(AwaitFrames(15));
  EXPECT_EQ(main_.asked, 1);
  const frames::Pong pong = browser_->Ping();
  ASSERT_EQ(pong.pages_size(), 1);
  EXPECT_GE(pong.pages(0).due(), pong.pages(0).presented());
  EXPECT_GE(pong.pages(0).presented(), 15u);
}

TEST_F(CompositorThreadTest, APongTellsOfFramesThatNeverCame) {
  Start();
  browser_->OpenPage(kPage);
  compositor_->PostCommit(kPage, Content({}));
  ASSERT_TRUE(AwaitFrames(1));
  compositor_->RequestMainFrame(kPage);
  ASSERT_TRUE(browser_->RunUntil([&] {
    const frames::Pong pong = browser_->Ping();
    return pong.pages_size() == 1 && pong.pages(0).due() >= 10;
  }));
  EXPECT_EQ(browser_->pongs.back().pages(0).presented(), 1u);
}

TEST_F(CompositorThreadTest, RestCostsNothing) {
  Start();
  browser_->OpenPage(kPage);
  compositor_->PostCommit(kPage, Content({FillItem{{10, 10, 300, 200}, {}, kRed}}));
  ASSERT_TRUE(AwaitFrames(1));
  browser_->RunFor(milliseconds(700));  // the tile buffers kept are given back in this time
  const rusage before = UsageOfCompositor();
  browser_->RunFor(milliseconds(500));
  const rusage after = UsageOfCompositor();
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 2);  // the question itself
}

TEST_F(CompositorThreadTest, AClosedPageIsGone) {
  Start();
  browser_->OpenPage(kPage);
  compositor_->PostCommit(kPage, Content({FillItem{{10, 10, 300, 200}, {}, kRed}}));
  ASSERT_TRUE(AwaitFrames(1));
  frames::ClosePage close;
  close.set_page(kPage);
  browser_->Send(close);
  EXPECT_EQ(browser_->Ping().pages_size(), 0);
  compositor_->PostCommit(kPage, Content({}));  // late
  compositor_->RequestMainFrame(kPage);
  compositor_->PageClosed(kPage);
  // Main's side first, with another page.
  compositor_->PageClosed(kPage + 1);
  browser_->OpenPage(kPage + 1);
  close.set_page(kPage + 1);
  browser_->Send(close);
  EXPECT_EQ(browser_->Ping().pages_size(), 0);
  EXPECT_EQ(browser_->frames.size(), 1u);
  EXPECT_EQ(main_.asked, 0);
}

TEST_F(CompositorThreadTest, SeveralPagesShareIt) {
  Start();
  std::map<uint32_t, int> begun;
  // Not through the owner's pointer, which is null already while the thread ends.
  CompositorThread& compositor = *compositor_;
  main_.on_begin = [&](uint32_t page, TimePoint) {
    Commit commit = Content({FillItem{{++begun[page] % 300, 10, 10, 10}, {}, kRed}});
    commit.animating = true;
    compositor.PostCommit(page, std::move(commit));
  };
  // Credits of one page each: the fake end knows one ring at a time, which is enough for the first frames.
  browser_->give_credits = false;
  browser_->OpenPage(1);
  browser_->OpenPage(2);
  compositor_->RequestMainFrame(1);
  compositor_->RequestMainFrame(2);
  const bool all_came = AwaitFrames(4);
  compositor_.reset();  // it calls what stands on this stack
  ASSERT_TRUE(all_came);
  std::map<uint32_t, int> frames;
  for (const auto& frame : browser_->frames) {
    ++frames[frame.page()];
  }
  EXPECT_EQ(frames[1], 2);
  EXPECT_EQ(frames[2], 2);
}

TEST_F(CompositorThreadTest, AfterShutdownItDrawsNoMore) {
  Start();
  browser_->OpenPage(kPage);
  browser_->Send(frames::Shutdown());
  browser_->Ping();
  compositor_->PostCommit(kPage, Content({}));
  compositor_->RequestMainFrame(kPage);
  browser_->Ping();
  EXPECT_TRUE(browser_->frames.empty());
  EXPECT_EQ(main_.asked, 0);
}

TEST_F(CompositorThreadTest, TheEndOfTheChannelIsTheAnswerToTakeStacks) {
  Start();
  browser_->Send(frames::TakeStacks());
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->ended; }));
  EXPECT_TRUE(stacks_taken_);
  EXPECT_EQ(end_.get_future().wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "its own end is no news";
}

TEST_F(CompositorThreadTest, AnImpossibleRingEndsTheChannel) {
  Start();
  browser_->stride = 12;
  browser_->OpenPage(kPage);
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->ended; }));
  const ChannelEnd end = end_.get_future().get();
  EXPECT_EQ(end.kind, ChannelEnd::Kind::kBadMessage);
  EXPECT_EQ(end.rule, BadMessageRule::kField);
}

TEST_F(CompositorThreadTest, TheEndOfTheChannelIsTold) {
  Start();
  ASSERT_TRUE(browser_->RunUntil([&] { return browser_->hellos == 1; }));
  browser_->CloseSocket();
  EXPECT_EQ(end_.get_future().get().kind, ChannelEnd::Kind::kPeerClosed);
}

TEST(CompositorThreadDeathTest, ABrowserGoneEndsTheProcessThoughMainIsStuck) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        auto sockets = CreateSocketPair(SOCK_STREAM);
        auto workers = *WorkerPool::Create(1, nullptr);
        FakeMain main;
        SteadyClock clock;
        CompositorOptions options;
        options.frames = std::move(sockets->theirs);
        options.workers = workers.get();
        options.main = &main;
        options.clock = &clock;
        auto compositor = CompositorThread::Create(std::move(options));
        sockets->ours.Reset();
        std::promise<void>().get_future().wait();  // for ever
      },
      testing::ExitedWithCode(124), "");
}

}  // namespace
}  // namespace bulkhead
