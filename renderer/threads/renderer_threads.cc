#include "renderer/threads/renderer_threads.h"

#include "ipc/os/clock.h"
#include "proto/control.pb.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/threads/hello.h"
#include "renderer/threads/main_thread.h"
#include "renderer/threads/thread_barrier.h"

namespace bulkhead {
namespace {

// A page without content, until there is more.
class BlankPage final : public Page {
 public:
  explicit BlankPage(PageClient& client) : client_(client) {}
  void Load(std::string) override { client_.OnLoaded(); }
  void OnResource(uint32_t, std::optional<std::string>, std::string_view) override {}
  void OnImageDecoded(uint32_t, std::shared_ptr<const BitmapImage>) override {}
  void RunTimers() override {}
  std::optional<Commit> OnBeginFrame(TimePoint) override { return std::nullopt; }

 private:
  PageClient& client_;
};

class NoCompositor final : public CompositorPort {
  void RequestMainFrame(uint32_t) override {}
  void PostCommit(uint32_t, std::optional<Commit>) override {}
  void PageClosed(uint32_t) override {}
};

class NoWorkers final : public WorkerPort {
  void Decode(std::string, Decoded done) override { done(nullptr); }
};

class Threads final : public RendererThreads {
 public:
  explicit Threads(RendererSetup setup) : setup_(std::move(setup)) {
    RegisterCrashThread("main");
    MainThreadSetup main;
    main.control = std::move(setup_.control);
    main.engine = setup_.engine;
    main.create_page = [](PageEngine&, PageOptions, PageClient& client) -> std::unique_ptr<Page> {
      return std::make_unique<BlankPage>(client);
    };
    main.compositor = &compositor_;
    main.workers = &workers_;
    main_ = std::make_unique<MainThread>(std::move(main), clock_);
  }

  uint32_t count() const override { return 1 + barrier_.arrived(); }

  int Run() override {
    barrier_.Open();
    return main_->Run(MakeHello(setup_.build, count(), setup_.crash_area));
  }

 private:
  RendererSetup setup_;
  SteadyClock clock_;
  ThreadBarrier barrier_;
  NoCompositor compositor_;
  NoWorkers workers_;
  std::unique_ptr<MainThread> main_;
};

}  // namespace

Result<std::unique_ptr<RendererThreads>> RendererThreads::Start(RendererSetup setup) {
  return std::unique_ptr<RendererThreads>(std::make_unique<Threads>(std::move(setup)));
}

}  // namespace bulkhead
