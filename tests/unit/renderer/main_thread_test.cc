#include "renderer/threads/main_thread.h"

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ipc/os/socket_pair.h"
#include "tests/support/browser_end.h"
#include "tests/unit/renderer/fake_page.h"

namespace bulkhead {
namespace {

// Writes down what it is told; asks for frames at once where a test wants it to.
class FakeCompositor final : public CompositorPort {
 public:
  void RequestMainFrame(uint32_t page) override { Note("request " + std::to_string(page)); }
  void PostCommit(uint32_t page, std::optional<Commit> commit) override {
    Note("commit " + std::to_string(page) +
         (commit ? " id " + std::to_string(commit->id) + " of " + std::to_string(commit->page) : " nothing"));
  }
  void PageClosed(uint32_t page) override { Note("closed " + std::to_string(page)); }

  std::vector<std::string> TakeNotes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(notes_, {});
  }

 private:
  void Note(std::string note) {
    const std::lock_guard<std::mutex> lock(mutex_);
    notes_.push_back(std::move(note));
  }
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

// Decodes on a thread of its own, joined at once: the result comes from elsewhere, as in truth.
class FakeWorkers final : public WorkerPort {
 public:
  void Decode(std::string, Decoded done) override {
    std::thread([done = std::move(done)] { done(nullptr); }).join();
  }
};

class MainThreadTest : public testing::Test {
 protected:
  void Start() {
    SocketPair sockets = CreateSocketPair(SOCK_STREAM).value();
    MainThreadSetup setup;
    setup.control = std::move(sockets.theirs);
    setup.engine = &engine_;
    setup.create_page = FakePage::Factory(script_);
    setup.compositor = &compositor_;
    setup.workers = &workers_;
    setup.on_browser_gone = [this](const ChannelEnd& end) { gone_ = end.kind; };
    main_ = std::make_unique<MainThread>(std::move(setup), clock_);
    browser_ = std::make_unique<BrowserEnd>(std::move(sockets.ours));
    thread_ = std::thread([this] {
      control::Hello hello;
      hello.set_build("test");
      hello.set_threads(5);
      exit_code_ = main_->Run(hello);
    });
    const auto hello = browser_->Take<control::Hello>();
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->threads(), 5u);
  }
  void Stop() {
    if (thread_.joinable()) {
      browser_.reset();  // end of stream, if it has not ended yet
      thread_.join();
    }
  }
  ~MainThreadTest() override { Stop(); }

  SteadyClock clock_;
  FakeEngine engine_;
  FakeScript script_;
  FakeCompositor compositor_;
  FakeWorkers workers_;
  std::unique_ptr<MainThread> main_;
  std::unique_ptr<BrowserEnd> browser_;
  std::thread thread_;
  // Written by the main thread, read after it was joined.
  int exit_code_ = -1;
  std::optional<ChannelEnd::Kind> gone_;
};

TEST_F(MainThreadTest, AnswersPingsItself) {
  Start();
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(browser_->Sync());
  }
}

TEST_F(MainThreadTest, ShutdownSaysGoodbyeAndReturnsZero) {
  Start();
  browser_->channel().Send(control::Shutdown());
  EXPECT_TRUE(browser_->Take<control::Goodbye>());
  thread_.join();
  EXPECT_EQ(exit_code_, 0);
  EXPECT_FALSE(gone_);
}

TEST_F(MainThreadTest, EndOfStreamMeansThatTheBrowserIsGone) {
  Start();
  Stop();
  EXPECT_EQ(gone_, ChannelEnd::Kind::kPeerClosed);
}

TEST_F(MainThreadTest, LoadsTheDocumentWithItsViewport) {
  script_.on_load = [](FakeScript::Self self, std::string html) {
    self.client.OnConsole({ConsoleLevel::kLog, html, self.options.url,
                           static_cast<uint32_t>(self.options.width * 1000 + self.options.height)});
    self.client.OnTitle("t");
    self.client.OnLoaded();
    EXPECT_FALSE(self.options.faults);
    FaultRequest fault;
    fault.name = "crash.abort";
    self.client.OnConsole({ConsoleLevel::kLog, self.client.InjectFault(fault).value(), "", 0});
  };
  Start();
  browser_->Navigate(4, "<p>hello", "hello.html");
  const auto line = browser_->Take<control::Console>();
  ASSERT_TRUE(line);
  EXPECT_EQ(line->page(), 4u);
  EXPECT_EQ(line->text(), "<p>hello");
  EXPECT_EQ(line->source(), "hello.html");
  EXPECT_EQ(line->line(), 320'200u);
  EXPECT_EQ(browser_->Take<control::PageLoaded>()->page(), 4u);
  EXPECT_EQ(browser_->Take<control::TitleChanged>()->text(), "t");
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "faults are not enabled (--enable-faults)");
}

TEST_F(MainThreadTest, WithoutFaultsNobodyInjectsAny) {
  script_.on_load = [](FakeScript::Self self, std::string) { self.client.OnLoaded(); };
  Start();
  browser_->Navigate(4, "<p>hello");
  EXPECT_TRUE(browser_->Take<control::PageLoaded>());
  browser_->InjectFault(4, "exit.code(code=3)");
  EXPECT_EQ(browser_->Take<control::ScriptError>()->message(), "no fault: this renderer takes no faults");
}

TEST_F(MainThreadTest, AboutBlankHasNoDescriptor) {
  script_.on_load = [](FakeScript::Self self, std::string html) {
    EXPECT_EQ(html, "");
    self.client.OnLoaded();
  };
  Start();
  control::Navigate navigate;
  navigate.set_page(1);
  browser_->channel().Send(navigate);
  EXPECT_TRUE(browser_->Take<control::PageLoaded>());
}

TEST_F(MainThreadTest, ADocumentThatIsTooLargeIsAnErrorOfThePage) {
  script_.on_load = [](FakeScript::Self self, std::string html) {
    EXPECT_EQ(html, "");
    self.client.OnLoaded();
  };
  Start();
  control::Navigate navigate;
  navigate.set_page(1);
  navigate.set_size(kMaxDocumentBytes + 1);
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(CreateSealedCopy("document", std::string_view("x")).value());
  browser_->channel().Send(navigate, std::move(descriptors));
  EXPECT_TRUE(browser_->Take<control::ScriptError>());
  EXPECT_TRUE(browser_->Take<control::PageLoaded>());
}

TEST_F(MainThreadTest, SeveralPagesSideBySideAndClosedOneByOne) {
  script_.on_gone = [](FakeScript::Self self) { self.client.OnConsole({ConsoleLevel::kLog, "gone", "", 0}); };
  Start();
  browser_->Navigate(1, "a");
  browser_->Navigate(2, "b");
  control::ClosePage close;
  close.set_page(1);
  browser_->channel().Send(close);
  EXPECT_EQ(browser_->Take<control::Console>()->page(), 1u);
  EXPECT_TRUE(browser_->Sync());
  EXPECT_EQ(compositor_.TakeNotes(), std::vector<std::string>{"closed 1"});
  close.set_page(77);  // unknown: nothing happens
  browser_->channel().Send(close);
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(compositor_.TakeNotes().empty());
}

TEST_F(MainThreadTest, ResourcesComeBackToWhoAskedOrWithAReason) {
  script_.on_load = [](FakeScript::Self self, std::string) {
    self.client.RequestResource(5, "good.png");
    self.client.RequestResource(6, "bad.png");
    self.client.RequestResource(7, std::string(3000, 'x'));
  };
  script_.on_resource = [](FakeScript::Self self, uint32_t request, std::optional<std::string> bytes,
                           std::string refusal) {
    self.client.OnConsole({ConsoleLevel::kLog, std::to_string(request) + " " + bytes.value_or("-") + " " + refusal,
                           "", 0});
  };
  Start();
  browser_->Navigate(9, "x");
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "7 - the address is longer than 2048 bytes");
  const auto good = browser_->Take<control::ResourceRequest>();
  const auto bad = browser_->Take<control::ResourceRequest>();
  ASSERT_TRUE(good && bad);
  EXPECT_EQ(good->page(), 9u);
  EXPECT_EQ(good->url(), "good.png");
  control::ResourceReply reply;
  reply.set_page(9);
  reply.set_request(bad->request());
  reply.set_status(control::RESOURCE_NOT_FOUND);
  browser_->channel().Send(reply);
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "6 - no such file");
  reply.set_request(good->request());
  reply.set_status(control::RESOURCE_OK);
  reply.set_size(5);
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(CreateSealedCopy("file", std::string_view("bytes")).value());
  browser_->channel().Send(reply, std::move(descriptors));
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "5 bytes ");
}

TEST_F(MainThreadTest, MessagesGoBothWaysInOrderAndAreCounted) {
  script_.on_message = [](FakeScript::Self self, std::string json) { self.client.PostMessage("[" + json + "]"); };
  Start();
  browser_->Navigate(9, "x");
  control::PostMessage message;
  message.set_page(9);
  for (const char* json : {"1", "2"}) {
    message.set_json(json);
    browser_->channel().Send(message);
  }
  message.set_page(8);  // there is none
  browser_->channel().Send(message);
  EXPECT_EQ(browser_->Take<control::PageMessage>()->json(), "[1]");
  EXPECT_EQ(browser_->Take<control::PageMessage>()->json(), "[2]");
  auto taken = browser_->Take<control::MessagesTaken>();
  while (taken && taken->total() < 2) {
    taken = browser_->Take<control::MessagesTaken>();
  }
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->page(), 9u);
  EXPECT_EQ(taken->total(), 2u);
}

TEST_F(MainThreadTest, WhatWasTakenIsToldBeforeTheGoodbye) {
  Start();
  browser_->Navigate(9, "x");
  EXPECT_TRUE(browser_->Sync());
  control::PostMessage message;
  message.set_page(9);
  message.set_json("1");
  browser_->channel().Send(message);
  browser_->channel().Send(control::Shutdown());  // in the same write
  const auto taken = browser_->Take<control::MessagesTaken>();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->total(), 1u);
  EXPECT_TRUE(browser_->Take<control::Goodbye>());
  thread_.join();
}

TEST_F(MainThreadTest, AnAnswerForTheDocumentBeforeFindsNobody) {
  script_.on_load = [](FakeScript::Self self, std::string) { self.client.RequestResource(1, "x.png"); };
  script_.on_resource = [](FakeScript::Self self, uint32_t, std::optional<std::string>, std::string) {
    self.client.OnConsole({ConsoleLevel::kLog, "got it", "", 0});
  };
  Start();
  browser_->Navigate(1, "old");
  const auto old = browser_->Take<control::ResourceRequest>();
  browser_->Navigate(1, "new");
  const auto fresh = browser_->Take<control::ResourceRequest>();
  ASSERT_TRUE(old && fresh);
  control::ResourceReply reply;
  reply.set_page(1);
  reply.set_status(control::RESOURCE_NOT_FOUND);
  reply.set_request(old->request());
  browser_->channel().Send(reply);
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(browser_->TakeAll<control::Console>().empty());
  reply.set_request(fresh->request());
  browser_->channel().Send(reply);
  EXPECT_TRUE(browser_->Take<control::Console>());
}

TEST_F(MainThreadTest, DecodedImagesComeBackOnTheMainThread) {
  std::thread::id page_thread;
  script_.on_load = [&](FakeScript::Self self, std::string) {
    page_thread = std::this_thread::get_id();
    self.client.DecodeImage(3, "bytes");
  };
  script_.on_image = [&](FakeScript::Self self, uint32_t request, bool decoded) {
    EXPECT_EQ(std::this_thread::get_id(), page_thread);
    EXPECT_FALSE(decoded);
    self.client.OnConsole({ConsoleLevel::kLog, std::to_string(request), "", 0});
  };
  Start();
  browser_->Navigate(1, "x");
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "3");
}

TEST_F(MainThreadTest, TimersRunAtTheirTimeNotBefore) {
  std::vector<int> left = {3};
  script_.on_load = [](FakeScript::Self self, std::string) {
    self.client.ScheduleTimers(self.client.Now() + std::chrono::hours(1));
    self.client.ScheduleTimers(self.client.Now() + std::chrono::milliseconds(30));
  };
  TimePoint started{};
  script_.on_timers = [&](FakeScript::Self self) {
    self.client.OnConsole({ConsoleLevel::kLog, "tick", "", 0});
    if (--left[0] > 0) {
      self.client.ScheduleTimers(self.client.Now() + std::chrono::milliseconds(5));
    }
  };
  Start();
  started = clock_.Now();
  browser_->Navigate(1, "x");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(browser_->Take<control::Console>());
  }
  EXPECT_GE(clock_.Now() - started, std::chrono::milliseconds(40));
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(browser_->TakeAll<control::Console>().empty());
}

TEST_F(MainThreadTest, ATimerThatIsTakenBackDoesNotRun) {
  script_.on_load = [](FakeScript::Self self, std::string html) {
    self.client.ScheduleTimers(self.client.Now() + std::chrono::milliseconds(std::string_view(html) == "a" ? 1 : 20));
    if (std::string_view(html) == "a") {
      self.client.ScheduleTimers(std::nullopt);
    }
  };
  script_.on_timers = [](FakeScript::Self self) { self.client.OnConsole({ConsoleLevel::kLog, "tick", "", 0}); };
  Start();
  browser_->Navigate(1, "a");
  browser_->Navigate(2, "b");
  EXPECT_EQ(browser_->Take<control::Console>()->page(), 2u) << "page 1's would have come before";
}

TEST_F(MainThreadTest, FramesAreAskedForOnceAndAnsweredOnce) {
  script_.on_load = [](FakeScript::Self self, std::string) {
    self.client.ScheduleFrame();
    self.client.ScheduleFrame();
  };
  int frames = 0;
  script_.on_begin_frame = [&](FakeScript::Self self, TimePoint) -> std::optional<Commit> {
    if (++frames == 2) {
      return std::nullopt;
    }
    self.client.ScheduleFrame();
    return Commit{};
  };
  Start();
  browser_->Navigate(6, "x");
  ASSERT_TRUE(browser_->Sync());
  EXPECT_EQ(compositor_.TakeNotes(), std::vector<std::string>{"request 6"});
  main_->PostBeginFrame(6, clock_.Now());
  main_->PostBeginFrame(6, clock_.Now());
  main_->PostBeginFrame(6, clock_.Now());
  main_->PostBeginFrame(99, clock_.Now());
  ASSERT_TRUE(browser_->Sync());
  ASSERT_TRUE(browser_->Sync());
  EXPECT_EQ(compositor_.TakeNotes(),
            (std::vector<std::string>{"request 6", "commit 6 id 1 of 6", "commit 6 nothing", "request 6",
                                      "commit 6 id 2 of 6", "commit 99 nothing"}));
}

TEST_F(MainThreadTest, CommitNumbersGoOnOverANavigation) {
  script_.on_begin_frame = [](FakeScript::Self, TimePoint) { return Commit{}; };
  Start();
  browser_->Navigate(1, "a");
  ASSERT_TRUE(browser_->Sync());
  main_->PostBeginFrame(1, clock_.Now());
  ASSERT_TRUE(browser_->Sync());
  browser_->Navigate(1, "b");
  ASSERT_TRUE(browser_->Sync());
  main_->PostBeginFrame(1, clock_.Now());
  ASSERT_TRUE(browser_->Sync());
  ASSERT_TRUE(browser_->Sync());
  EXPECT_EQ(compositor_.TakeNotes(), (std::vector<std::string>{"commit 1 id 1 of 1", "commit 1 id 2 of 1"}));
}

}  // namespace
}  // namespace bulkhead
