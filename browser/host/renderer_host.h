// RendererHost: one renderer, from the sockets that are made before its spawn to the one cause of its death. Puts together
// its process, its channels, the watch over it and what its channels' ends mean; takes the one decision to kill; judges
// its death from the crash area, init's report and that decision.
//
// On the loop's thread. The owner destroys it after OnRendererFinished(), not from inside.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_HOST_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_HOST_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/compartment.h"
#include "browser/core/cause_of.h"
#include "browser/core/layer_states.h"
#include "browser/core/post_mortem.h"
#include "browser/host/browser_log.h"
#include "browser/host/channel_verdict.h"
#include "browser/host/crash_area_memory.h"
#include "browser/host/host_options.h"
#include "browser/host/log_pipe.h"
#include "browser/host/renderer_channels.h"
#include "browser/host/renderer_process.h"
#include "browser/host/renderer_watch.h"
#include "browser/host/sandbox_verifier.h"

namespace bulkhead {

class RendererHost final : private RendererChannels::Client, private RendererWatch::Client {
 public:
  // What every renderer of a host shares; outlives them.
  struct Environment {
    boost::asio::io_context& loop;
    const HostOptions& options;
    const Clock& clock;
    const BrowserLog& log;
    SandboxVerifier& verifier;
    std::string build;
  };
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnRendererSpawned(RendererHost& renderer) = 0;  // a spawn less in flight
    virtual void OnRendererLive(RendererHost& renderer) = 0;
    virtual void OnRendererFinished(RendererHost& renderer) = 0;  // last call
  };

  // Makes sockets, crash area and log pipe and asks for the process. `modules` are those of the compartment; `epoch` is its
  // number: pids of another one mean nothing here. Errors: EMFILE, ENFILE, ENOMEM.
  static Result<std::unique_ptr<RendererHost>> Create(const Environment& environment,
                                                      Owner& owner,
                                                      uint32_t id,
                                                      Compartment& compartment,
                                                      uint64_t epoch,
                                                      std::vector<ModuleRange> modules);
  ~RendererHost() override;

  // For a page that fails before it is there. A renderer without a page is of no more use and is ended.
  void ClosePage(uint32_t page);
  RendererChannels& channels() { return *channels_; }
  const RendererChannels& channels() const { return *channels_; }

  // Asks for goodbye; kills at `deadline`.
  void Shutdown(TimePoint deadline);
  // Decides the cause now unless one was decided before, and kills.
  void Kill(Death decision) { Decide(std::move(decision), Now()); }

  // From outside, as anybody could: what comes of it is judged as if nobody knew.
  void Signal(int signal) { process_.Signal(signal); }
  // Until it is let go on it is not asked whether it lives.
  void SetStopped(bool stopped);
  bool stopped() const { return stopped_; }

  void OnExit(const RendererExit& exit);
  void OnCompartmentLost();
  // `late`: how much later than planned it comes.
  void Tick(TimePoint now, Duration late);

  uint32_t id() const { return id_; }
  uint64_t epoch() const { return epoch_; }
  bool spawning() const { return phase_ == Phase::kSpawning; }
  bool live() const { return phase_ == Phase::kLive; }
  // Another page may be opened in it.
  bool usable() const { return phase_ <= Phase::kLive && !decision_ && !ending_ && !noticed_ && !ends_.ended(); }
  int host_pid() const { return process_.host_pid(); }
  int compartment_pid() const { return process_.compartment_pid(); }
  bool sent_bad_message() const { return decision_ && decision_->cause == Cause::kBadMessage; }
  uint64_t peak_rss_kib() const { return watch_.peak_rss_kib(); }
  // Layers of the sandbox that this renderer, once live, says it does without; outside strict, where nothing may be missing.
  const LayerStates& missing_layers() const { return missing_layers_; }
  // Once finished.
  const std::optional<Death>& death() const { return death_; }
  // Start-up steps: name, ms that each took.
  const std::vector<std::pair<std::string, double>>& steps() const { return steps_; }

 private:
  enum class Phase { kSpawning, kStarting, kLive, kDead };

  RendererHost(const Environment& environment, Owner& owner, uint32_t id, uint64_t epoch,
               std::vector<ModuleRange> modules, CrashAreaMemory crash_area);

  std::optional<std::pair<BadMessageRule, std::string>> OnHello(const control::Hello& hello) override;
  void OnMainTraffic() override;
  bool OnPong(uint64_t nonce) override;
  void OnGoodbye() override { goodbye_ = true; }
  bool probing() const override { return environment_.options.probing; }
  bool faults() const override { return environment_.options.faults || environment_.options.injecting; }
  void OnChannelEnd(const char* channel, const ChannelEnd& end) override;

  std::optional<ThreadSample> SampleThread() override;
  std::optional<MemorySample> SampleOwnMemory() override;
  void SendPing(uint64_t nonce) override;
  void OnUnresponsive(HangKind kind) override;
  void OnResponsive() override;
  void Resume() override;
  void OnVerdict(Death death, TimePoint since) override { Decide(std::move(death), since); }

  void ForEachPage(const std::function<void(RendererPage&)>& tell);
  void OnSpawned(SpawnOutcome outcome);
  void OnNotSpawned(const SpawnOutcome& outcome);
  // Both Hello and the zygote's word about the process have come: looks at its sandbox, then lets it have what is queued.
  // What is not settled then, a second look in a while decides.
  void GoLive();
  void OnDead();
  // Init has not said how it ended.
  void FinishWithoutReport(TimePoint now);
  void Decide(Death decision, TimePoint since);
  // One that hangs is asked for its stacks first, and killed when it has answered or at the next tick after a short time. A
  // stopped one would not answer.
  bool AskForStacks();
  void Finish();
  TimePoint Now() const { return environment_.clock.Now(); }

  const Environment& environment_;
  Owner& owner_;
  const uint32_t id_;
  const uint64_t epoch_;
  const std::vector<ModuleRange> modules_;
  const CrashAreaMemory crash_area_;
  std::unique_ptr<RendererChannels> channels_;
  std::unique_ptr<LogPipe> log_pipe_;
  RendererProcess process_;

  Phase phase_ = Phase::kSpawning;
  TimePoint created_;
  RendererWatch watch_;
  ChannelVerdict ends_;
  control::Hello hello_;
  std::vector<std::pair<std::string, double>> steps_;
  LayerStates missing_layers_;
  std::optional<TimePoint> looked_;  // at its sandbox

  bool stopped_ = false;          // by SetStopped()
  TimePoint stopped_since_{};
  Duration uncounted_{};          // time of the watch that it was stopped
  bool ending_ = false;  // goodbye was asked for
  bool goodbye_ = false;
  TimePoint goodbye_deadline_{};
  bool compartment_lost_ = false;
  std::optional<Death> decision_;
  std::optional<Death> death_;
  std::optional<TimePoint> stacks_due_;    // the kill waits for stacks until then
  TimePoint decided_{};                    // or the sign of life that the decision counts from
  std::optional<TimePoint> noticed_;       // that it is dead
  std::optional<int> wait_status_;
  std::optional<ResourceUse> resources_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_HOST_H_
