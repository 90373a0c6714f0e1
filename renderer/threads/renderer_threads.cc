#include "renderer/threads/renderer_threads.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <utility>

#include "ipc/crash_area.h"
#include "ipc/os/clock.h"
#include "ipc/os/scheduling.h"
#include "renderer/compositor/compositor_thread.h"
#include "renderer/compositor/worker_pool.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/crash/other_stacks.h"
#include "renderer/raster/image_decoder.h"
#include "renderer/threads/hello.h"
#include "renderer/threads/main_thread.h"
#include "renderer/threads/process_end.h"
#include "renderer/threads/thread_barrier.h"

namespace bulkhead {
namespace {

// The parts and what runs between them. Three small ports rather than one thread knowing the other: who calls what, and
// from where, is all here.
class Threads final : public RendererThreads, CompositorPort, WorkerPort, FaultSites {
 public:
  // `frames`: the number of that descriptor, which StartAll() gets.
  Threads(RendererSetup setup, int frames)
      : engine_(setup.engine),
        build_(std::move(setup.build)),
        crash_area_(setup.crash_area),
        frames_(frames),
        workers_wanted_(setup.workers),
        main_(MainSetup(setup), clock_) {}

  ~Threads() override {
    // In this order: the compositor uses the workers, both post to main.
    compositor_.reset();
    workers_.reset();
  }

  Result<void> StartAll(UniqueFd frames) {
    RegisterCrashThread("main");
    // All threads inherit it: with four spinning neighbours the p90 of a tick's lateness went from 4 ms to 0.1 ms.
    AskForShortSlice();
    // First: it writes many pages that are still shared with the parent, and each copy of one interrupts the cores that other
    // threads of this process run on (a tenth of the processor time until Hello).
    if (engine_ != nullptr) {
      engine_->StartWatchdog();
    }
    const Result<void> started = StartOthers(std::move(frames));
    if (!started) {
      barrier_.Open();  // whoever was made waits there
      return started;
    }
    barrier_.AwaitArrivals(workers_wanted_ + 1);
    return {};
  }

  // RendererThreads:
  uint32_t count() const override { return 1 + barrier_.arrived() + (engine_ != nullptr ? 1 : 0); }
  int Run() override {
    barrier_.Open();
    return main_.Run(MakeHello(build_, count(), crash_area_));
  }

 private:
  MainThreadSetup MainSetup(RendererSetup& setup) {
    MainThreadSetup main;
    main.control = std::move(setup.control);
    main.engine = setup.engine;
    main.create_page = Page::Create;
    main.compositor = this;
    main.workers = this;
    main.fault_sites = setup.faults ? this : nullptr;
    main.page_faults = setup.page_faults;
    main.probing = std::move(setup.probing);
    main.on_shutdown = [this] { frames_may_end_ = true; };
    return main;
  }

  Result<void> StartOthers(UniqueFd frames) {
    const ThreadStartHook hook = [this](const std::string& name) { SetUpThread(name); };
    auto workers = WorkerPool::Create(workers_wanted_, hook);
    if (!workers) {
      return workers.error();
    }
    workers_ = std::move(*workers);
    CompositorOptions options;
    options.frames = std::move(frames);
    options.workers = workers_.get();
    options.main = &main_;
    options.clock = &clock_;
    options.start_hook = hook;
    options.take_stacks = TakeStacksOfOthers;
    options.on_channel_end = [this](const ChannelEnd& end) { OnFramesEnd(end); };
    auto compositor = CompositorThread::Create(std::move(options));
    if (!compositor) {
      return compositor.error();
    }
    compositor_ = std::move(*compositor);
    return {};
  }

  // On each new thread, before anything else.
  void SetUpThread(const std::string& name) {
    RegisterCrashThread(name.c_str());
    // The C library gives a thread its arena at its first allocation, with calls that are better made now.
    void* volatile first = std::malloc(1);
    std::free(first);
    barrier_.ArriveAndWait();
  }

  // On the compositor thread.
  void OnFramesEnd(const ChannelEnd& end) {
    if (frames_may_end_) {
      return;
    }
    TellChannelEnd("frames", end);
    ::_exit(kBrowserGoneExit);
  }

  // CompositorPort, on the main thread:
  void RequestMainFrame(uint32_t page) override { compositor_->RequestMainFrame(page); }
  void PostCommit(uint32_t page, std::optional<Commit> commit) override {
    compositor_->PostCommit(page, std::move(commit));
  }
  void PageClosed(uint32_t page) override { compositor_->PageClosed(page); }

  // WorkerPort:
  void Decode(std::string encoded, Decoded done) override {
    workers_->Post([encoded = std::move(encoded), done = std::move(done)] { done(DecodeImage(encoded)); });
  }

  // FaultSites:
  void RunOnCompositor(std::function<void()> strike) override { compositor_->PostTask(std::move(strike)); }
  void RunOnWorker(std::function<void()> strike) override { workers_->Post(std::move(strike)); }
  void CloseFramesChannel() override {
    // The compositor sees the end of its stream, closes the socket and goes on without it.
    frames_may_end_ = true;
    ::shutdown(frames_, SHUT_RDWR);
  }

  PageEngine* const engine_;
  const std::string build_;
  const CrashArea* const crash_area_;
  const int frames_;  // the compositor's; a number here, for CloseFramesChannel()
  const uint32_t workers_wanted_;
  SteadyClock clock_;
  ThreadBarrier barrier_;
  // An ordered end, or a fault: the frames channel may go before the process.
  std::atomic<bool> frames_may_end_{false};
  MainThread main_;
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<CompositorThread> compositor_;
};

}  // namespace

Result<std::unique_ptr<RendererThreads>> RendererThreads::Start(RendererSetup setup) {
  UniqueFd frames = std::move(setup.frames);
  auto threads = std::make_unique<Threads>(std::move(setup), frames.get());
  if (const Result<void> started = threads->StartAll(std::move(frames)); !started) {
    return started.error();
  }
  return std::unique_ptr<RendererThreads>(std::move(threads));
}

}  // namespace bulkhead
