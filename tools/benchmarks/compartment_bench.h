// CompartmentBench: a compartment with the benchmark as its browser: renderers asked for, greeted, killed.
#ifndef BULKHEAD_TOOLS_BENCHMARKS_COMPARTMENT_BENCH_H_
#define BULKHEAD_TOOLS_BENCHMARKS_COMPARTMENT_BENCH_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/compartment.h"
#include "ipc/channel.h"

namespace bulkhead {

// A renderer that is on its way or has said Hello.
struct BenchRenderer final : ChannelReceiver {
  void OnFrame(Frame& frame) override;
  void OnChannelEnd(const ChannelEnd&) override {}

  UniqueFd frames;
  UniqueFd log;
  std::unique_ptr<Channel> control;
  std::optional<SpawnOutcome> outcome;
  uint32_t threads = 0;  // as its Hello says; 0 before
};

class CompartmentBench final : public CompartmentClient {
 public:
  // Ready on return. Ends the program where the sandbox cannot be had.
  explicit CompartmentBench(SandboxMode mode);
  ~CompartmentBench() override;

  std::unique_ptr<BenchRenderer> Request();
  void RunUntil(const std::function<bool()>& condition);
  // Kills it and waits until init has reported its end.
  void Kill(const BenchRenderer& renderer);

 private:
  void OnCompartmentReady(const CompartmentReport&) override { ready_ = true; }
  void OnCompartmentFailed(const StepFailure& failure) override;
  void OnCompartmentLost() override {}
  void OnRendererExited(const RendererExit& exit) override { exited_ = exit.compartment_pid; }

  boost::asio::io_context loop_{1};
  SteadyClock clock_;
  bool ready_ = false;
  int exited_ = 0;
  std::unique_ptr<Compartment> compartment_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_COMPARTMENT_BENCH_H_
