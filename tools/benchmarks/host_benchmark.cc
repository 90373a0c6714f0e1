// The whole host with real renderers, through its public face: a page open to its first frame, a kill to its event, and what
// memory a small page costs.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <variant>

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>

#include "browser/host/host.h"
#include "browser/host/page_source.h"

namespace bulkhead {
namespace {

using Seconds = std::chrono::duration<double>;

std::filesystem::path HelloPage() {
  static const std::filesystem::path file = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "bulkhead-bench-XXXXXX").string();
    const std::filesystem::path directory = ::mkdtemp(pattern.data());
    std::ofstream(directory / "hello.html")
        << "<!DOCTYPE html><title>Hello</title><body><h1>Hello</h1><p>A page with a line of text and no script.</p>";
    return directory / "hello.html";
  }();
  return file;
}

// A host, its loop, and what it told. Made anew for each repetition; the tabs of one repetition stay open.
class Bench {
 public:
  Bench(benchmark::State& state, HostOptions options) : state_(state) {
    options.renderer_program = BULKHEAD_RENDERER_PROGRAM;
    options.restart.mode = RestartMode::kNever;
    UserError error;
    host_ = Host::Create(loop_, std::move(options), clock_, [this](const Event& event) { OnEvent(event); }, &error);
    if (host_ == nullptr) {
      Fail(error.Line());
      return;
    }
    host_->on_fatal = [this](const UserError& fatal) { Fail(fatal.Line()); };
    RunUntil([this] { return started_; });
    Rest();
  }
  ~Bench() {
    if (host_ != nullptr) {
      bool done = false;
      host_->Shutdown([&done](const Summary&) { done = true; });
      failed_ = false;
      RunUntil([&done] { return done; });
    }
  }

  TabId Open() {
    PageSource page;
    UserError error;
    const auto found = FindPage(HelloPage().string(), {}, &error);
    const auto tab = found ? host_->Open(*found, &error) : std::nullopt;
    if (!tab) {
      Fail(error.Line());
    }
    return tab ? tab->id() : 0;
  }
  bool RunUntil(const std::function<bool()>& done) {
    const TimePoint end = clock_.Now() + std::chrono::seconds(10);
    while (!done() && !failed_) {
      loop_.run_one_until(end);
      if (clock_.Now() >= end) {
        Fail("nothing happened for ten seconds");
      }
    }
    return !failed_;
  }
  // Lets the next spare, its warm-up page, and whatever else was begun, come to rest.
  void Rest() { loop_.run_for(std::chrono::milliseconds(100)); }
  // And the compositor give back what it needs no more (half a second after the last change).
  void RestLong() { loop_.run_for(std::chrono::seconds(1)); }

  std::map<TabId, int> pid;            // of those that are live
  std::map<TabId, TimePoint> painted;  // first frame seen by the host's user
  std::map<TabId, TimePoint> gone;

 private:
  void OnEvent(const Event& event) {
    if (const auto* live = std::get_if<TabLive>(&event.body)) {
      pid[live->tab] = live->pid;
    } else if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
      painted[frame->tab] = clock_.Now();
    } else if (const auto* end = std::get_if<TabGone>(&event.body)) {
      gone[end->tab] = clock_.Now();
    } else if (std::holds_alternative<HostStart>(event.body)) {
      started_ = true;
    }
  }
  void Fail(const std::string& why) {
    failed_ = true;
    state_.SkipWithError(why.c_str());
  }

  benchmark::State& state_;
  boost::asio::io_context loop_{1};
  SteadyClock clock_;
  bool started_ = false;
  bool failed_ = false;
  std::unique_ptr<Host> host_;
};

void OpenToFirstFrame(benchmark::State& state) {
  HostOptions options;
  options.spare = state.range(0) == 1;
  Bench bench(state, options);
  for (auto _ : state) {
    const auto began = std::chrono::steady_clock::now();
    const TabId tab = bench.Open();
    if (!bench.RunUntil([&] { return bench.painted.contains(tab); })) {
      break;
    }
    state.SetIterationTime(Seconds(bench.painted[tab] - began).count());
    bench.Rest();
  }
}

void KillToGone(benchmark::State& state) {
  HostOptions options;
  Bench bench(state, options);
  for (auto _ : state) {
    const TabId tab = bench.Open();
    if (!bench.RunUntil([&] { return bench.pid.contains(tab); })) {
      break;
    }
    bench.Rest();
    const auto began = std::chrono::steady_clock::now();
    ::kill(bench.pid[tab], SIGKILL);
    if (!bench.RunUntil([&] { return bench.gone.contains(tab); })) {
      break;
    }
    state.SetIterationTime(Seconds(bench.gone[tab] - began).count());
  }
}

// KiB of `pid` that nobody shares and that were written; without the frame ring.
long PrivateDirty(int pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/smaps");
  long total = 0;
  bool ring = false;
  for (std::string line; std::getline(maps, line);) {
    if (!line.empty() && (std::isdigit(line[0]) || (line[0] >= 'a' && line[0] <= 'f'))) {
      ring = line.find("/memfd:") != std::string::npos;
    } else if (!ring && line.starts_with("Private_Dirty:")) {
      total += std::stol(line.substr(14));
    }
  }
  return total;
}

// A small window, so that its tiles are next to nothing. The time is that of nothing in particular.
void PrivateDirtyOfHello(benchmark::State& state) {
  HostOptions options;
  options.viewport_width = 64;
  options.viewport_height = 64;
  Bench bench(state, options);
  long kib = 0;
  for (auto _ : state) {
    const TabId tab = bench.Open();
    if (!bench.RunUntil([&] { return bench.painted.contains(tab); })) {
      break;
    }
    bench.RestLong();
    kib = std::max(kib, PrivateDirty(bench.pid[tab]));
    state.SetIterationTime(0.001);
  }
  state.SetLabel(std::to_string(kib) + " KiB private dirty");
}

BENCHMARK(OpenToFirstFrame)->ArgName("spare")->Arg(0)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(15);
BENCHMARK(KillToGone)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(15);
BENCHMARK(PrivateDirtyOfHello)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace bulkhead

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  std::filesystem::remove_all(bulkhead::HelloPage().parent_path());
  return 0;
}
