#include "browser/doctor/sandbox_trial.h"

#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "browser/compartment/compartment.h"
#include "browser/host/browser_log.h"
#include "browser/host/process_sampler.h"
#include "browser/host/renderer_host.h"
#include "browser/host/sandbox_verifier.h"

namespace bulkhead {
namespace {

// As the host's: every deadline of a renderer is looked at then.
constexpr Duration kTick = std::chrono::milliseconds(50);
// init takes milliseconds to end. What does not end is in uninterruptible sleep, and nobody can wait that out.
constexpr Duration kEnd = std::chrono::seconds(3);

class SandboxTrial final : private CompartmentClient, private RendererHost::Owner {
 public:
  SandboxTrial(boost::asio::io_context& loop, const HostOptions& options, const Clock& clock)
      : loop_(loop),
        clock_(clock),
        options_(options),
        log_(options.log_level),
        verifier_(options_.sandbox, log_, ReadSandbox),
        environment_{loop, options_, clock, log_, verifier_, BULKHEAD_BUILD_ID},
        timer_(loop) {}

  TrialOutcome Run(const std::string& program) {
    compartment_ = Compartment::Start(loop_, options_, program, clock_, *this);
    RunUntil(over_, options_.startup_deadline * 2);
    if (!over_) {
      outcome_.step = outcome_.layers.empty() ? "compartment" : "renderer";
      outcome_.why = "it did not end in time";
    }
    End();
    return std::move(outcome_);
  }

 private:
  void OnCompartmentReady(const CompartmentReport& report) override {
    outcome_.layers = report.layers;
    verifier_.SetLayers(report.layers);
    auto made = RendererHost::Create(environment_, *this, 1, *compartment_, 1, report.modules);
    if (!made) {
      Fail("sockets", made.error().value(), "no descriptors for a renderer");
      return;
    }
    renderer_ = std::move(*made);
  }
  void OnCompartmentFailed(const StepFailure& failure) override {
    ended_ = true;
    Fail(failure.step, failure.error, failure.timeout ? failure.why + " (timed out)" : failure.why);
  }
  void OnCompartmentLost() override {
    ended_ = true;
    Fail("init", 0, "init died");
  }
  void OnRendererExited(const RendererExit& exit) override {
    if (renderer_ && renderer_->compartment_pid() == exit.compartment_pid) {
      renderer_->OnExit(exit);
    } else {
      early_exit_ = exit;
    }
  }

  void OnRendererSpawned(RendererHost& renderer) override {
    if (early_exit_ && early_exit_->compartment_pid == renderer.compartment_pid()) {
      renderer.OnExit(*early_exit_);
    }
  }
  void OnRendererLive(RendererHost& renderer) override {
    outcome_.live = true;
    outcome_.layers = WithoutMissing(std::move(outcome_.layers), renderer.missing_layers());
    outcome_.private_memory_readable = PrivateDirtyKib(renderer.host_pid()).has_value();
    over_ = true;
  }
  void OnRendererFinished(RendererHost& renderer) override {
    if (over_) {
      return;
    }
    if (!renderer.death()) {
      Fail("zygote", 0, "the zygote died");
      return;
    }
    const DeathDetail& detail = renderer.death()->detail;
    Fail(detail.step.value_or("renderer"), detail.error.value_or(0),
         detail.message ? *detail.message : std::string(NameOf(renderer.death()->cause)));
  }

  void Fail(std::string step, int error, std::string why) {
    if (!over_) {
      outcome_.step = std::move(step);
      outcome_.error = error;
      outcome_.why = std::move(why);
      over_ = true;
    }
  }

  void RunUntil(const bool& done, Duration bound) {
    const TimePoint end = clock_.Now() + bound;
    TimePoint planned = clock_.Now();
    while (!done && clock_.Now() < end) {
      const TimePoint now = clock_.Now();
      if (renderer_) {
        renderer_->Tick(now, now - planned);
      }
      planned = now + kTick;
      const auto rung = std::make_shared<bool>(false);
      timer_.expires_at(planned);
      timer_.async_wait([rung](const ErrorCode&) { *rung = true; });
      loop_.restart();
      while (!done && !*rung && loop_.run_one() > 0) {
      }
    }
  }

  void End() {
    renderer_.reset();  // killed
    timer_.cancel();
    if (!ended_) {
      compartment_->Shutdown([this] { ended_ = true; });
      RunUntil(ended_, kEnd);
    }
    compartment_.reset();
    // What was cut short is reaped behind the compartment's back, for a few seconds at most.
    loop_.restart();
    loop_.run_for(kEnd);
  }

  boost::asio::io_context& loop_;
  const Clock& clock_;
  const HostOptions options_;
  const BrowserLog log_;
  SandboxVerifier verifier_;
  const RendererHost::Environment environment_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<Compartment> compartment_;
  std::unique_ptr<RendererHost> renderer_;
  std::optional<RendererExit> early_exit_;
  TrialOutcome outcome_;
  bool over_ = false;   // the outcome is known
  bool ended_ = false;  // the compartment is gone
};

}  // namespace

TrialOutcome TrySandbox(boost::asio::io_context& loop, const HostOptions& options, const std::string& renderer_program,
                        const Clock& clock) {
  return SandboxTrial(loop, options, clock).Run(renderer_program);
}

}  // namespace bulkhead
