// A renderer from the request to its Hello: fork in the zygote, isolation, threads, the barrier, the first frame. Beside it a
// bare fork that makes as many threads and says one byte, and the same chain with every layer of the sandbox left out.
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "ipc/os/socket_pair.h"
#include "tools/benchmarks/compartment_bench.h"

namespace bulkhead {
namespace {

CompartmentBench* sandboxed = nullptr;
CompartmentBench* unsandboxed = nullptr;
uint32_t renderer_threads = 0;  // main included, as a Hello says

// What the new process itself has cost so far, which other work on the machine moves far less than it moves the time.
class Cost {
 public:
  // `process` has just said its first word.
  void Note(pid_t process) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(process, &clock) == 0 && ::clock_gettime(clock, &used) == 0) {
      cpu_us_ = std::min(cpu_us_, static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3);
    }
    // proc(5): the name, in parentheses, then the 3rd field on; the 10th are the faults that needed no disk.
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    stat.ignore(std::numeric_limits<std::streamsize>::max(), ')');
    std::string skipped;
    for (int field = 3; field < 10; ++field) {
      stat >> skipped;
    }
    if (double faults = 0; stat >> faults) {
      faults_ = std::min(faults_, faults);
    }
  }
  void Report(benchmark::State& state) const {
    state.counters["cpu_us"] = cpu_us_;
    state.counters["faults"] = faults_;
  }

 private:
  double cpu_us_ = std::numeric_limits<double>::infinity();
  double faults_ = std::numeric_limits<double>::infinity();
};

void BareForkWithThreads(benchmark::State& state) {
  state.SetLabel(std::to_string(renderer_threads) + " threads");
  Cost cost;
  for (auto _ : state) {
    SocketPair pair = std::move(CreateSocketPair(SOCK_STREAM).value());
    const auto began = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
      std::barrier barrier(renderer_threads);
      std::vector<std::thread> threads;
      for (uint32_t i = 1; i < renderer_threads; ++i) {
        threads.emplace_back([&barrier] {
          barrier.arrive_and_wait();
          ::pause();
        });
      }
      barrier.arrive_and_wait();
      ::send(pair.theirs.get(), "x", 1, 0);
      ::pause();
    }
    char byte;
    pair.theirs.Reset();
    // Non-blocking from birth: wait as the browser does, without its loop.
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(pair.ours.get(), &readable);
    ::select(pair.ours.get() + 1, &readable, nullptr, nullptr, nullptr);
    benchmark::DoNotOptimize(::recv(pair.ours.get(), &byte, 1, 0));
    const auto took = std::chrono::steady_clock::now() - began;
    state.SetIterationTime(std::chrono::duration<double>(took).count());
    cost.Note(child);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  cost.Report(state);
}

void Spawn(benchmark::State& state, CompartmentBench& bench) {
  Cost cost;
  for (auto _ : state) {
    const auto began = std::chrono::steady_clock::now();
    const std::unique_ptr<BenchRenderer> renderer = bench.Request();
    bench.RunUntil([&] { return renderer->threads != 0 && renderer->outcome; });
    const auto took = std::chrono::steady_clock::now() - began;
    state.SetIterationTime(std::chrono::duration<double>(took).count());
    cost.Note(renderer->outcome->renderer.host_pid);
    bench.Kill(*renderer);
  }
  cost.Report(state);
}

void SpawnToHello(benchmark::State& state) {
  Spawn(state, *sandboxed);
}
void SpawnToHelloUnsandboxed(benchmark::State& state) {
  Spawn(state, *unsandboxed);
}

BENCHMARK(BareForkWithThreads)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(30);
BENCHMARK(SpawnToHello)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(30);
BENCHMARK(SpawnToHelloUnsandboxed)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(30);

}  // namespace
}  // namespace bulkhead

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  {
    bulkhead::CompartmentBench bench(bulkhead::SandboxMode::kStrict);
    bulkhead::CompartmentBench bare(bulkhead::SandboxMode::kOff);
    bulkhead::sandboxed = &bench;
    bulkhead::unsandboxed = &bare;
    const auto renderer = bench.Request();
    bench.RunUntil([&] { return renderer->threads != 0 && renderer->outcome; });
    bulkhead::renderer_threads = renderer->threads;
    bench.Kill(*renderer);
    benchmark::RunSpecifiedBenchmarks();
  }
  return 0;
}
