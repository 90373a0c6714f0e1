#include "browser/host/renderer_host.h"

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/compartment/pidfd.h"
#include "browser/host/last_messages.h"
#include "browser/host/own_decisions.h"
#include "browser/host/process_sampler.h"
#include "browser/host/renderer_descriptors.h"
#include "browser/host/startup_times.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

constexpr Duration kLongestExit = std::chrono::seconds(5);
// Init reports an exit within a millisecond. Past this it is stopped or dying itself, and the kernel is asked.
constexpr Duration kReportGrace = std::chrono::milliseconds(100);
// The kernel kills what a dead init leaves, and on a busy machine can take seconds over the namespaces before the end of
// init itself shows: to judge a SIGKILL or a silence earlier would call a lost compartment something else.
constexpr Duration kStatusGrace = std::chrono::seconds(5);

// The renderer waits for its threads for 50 ms at most, and its compositor may be in the middle of a frame.
constexpr Duration kStacksGrace = std::chrono::milliseconds(150);

// A process that was killed ends within milliseconds: what is missing of its threads later is not its end.
constexpr Duration kSecondLook = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<RendererHost>> RendererHost::Create(const Environment& environment,
                                                           Owner& owner,
                                                           uint32_t id,
                                                           Compartment& compartment,
                                                           uint64_t epoch,
                                                           std::vector<ModuleRange> modules) {
  Result<RendererDescriptors> ends = RendererDescriptors::Create();
  if (!ends) {
    return ends.error();
  }
  std::unique_ptr<RendererHost> host(
      new RendererHost(environment, owner, id, epoch, std::move(modules), std::move(ends->crash_area)));
  RendererChannels::Client& client = *host;
  host->channels_ = std::make_unique<RendererChannels>(environment.loop, std::move(ends->control),
                                                       std::move(ends->frames), client, environment.clock);
  host->log_pipe_ = std::make_unique<LogPipe>(
      environment.loop, std::move(ends->log), environment.clock, [raw = host.get()](const std::string& line) {
        raw->environment_.log.Warn("renderer " + std::to_string(raw->host_pid()) + ": " + line);
      });
  compartment.Spawn(std::move(ends->theirs), [raw = host.get(), life = std::weak_ptr<char>(host->life_)](SpawnOutcome outcome) {
    if (!life.expired()) {
      raw->OnSpawned(std::move(outcome));
    } else if (outcome.ok) {
      KillPidfd(outcome.renderer.pidfd.get());  // nobody waits for it any more
    }
  });
  return host;
}

RendererHost::RendererHost(const Environment& environment,
                           Owner& owner,
                           uint32_t id,
                           uint64_t epoch,
                           std::vector<ModuleRange> modules,
                           CrashAreaMemory crash_area)
    : environment_(environment),
      owner_(owner),
      id_(id),
      epoch_(epoch),
      modules_(std::move(modules)),
      crash_area_(std::move(crash_area)),
      created_(environment.clock.Now()),
      watch_(environment.options, *this) {}

RendererHost::~RendererHost() {
  if (phase_ != Phase::kDead) {
    process_.Signal(SIGKILL);
  }
}

void RendererHost::ClosePage(uint32_t page) {
  channels_->ClosePage(page);
  if (channels_->pages().empty() && phase_ != Phase::kDead) {
    Shutdown(Now() + environment_.options.goodbye_deadline);
  }
}

void RendererHost::ForEachPage(const std::function<void(RendererPage&)>& tell) {
  // A copy: what is told to one may close it, or another.
  const std::map<uint32_t, RendererPage*> pages = channels_->pages();
  for (const auto& [id, page] : pages) {
    if (channels_->pages().contains(id)) {
      tell(*page);
    }
  }
}

void RendererHost::Shutdown(TimePoint deadline) {
  if (ending_ || phase_ == Phase::kDead) {
    return;
  }
  ending_ = true;
  goodbye_deadline_ = deadline;
  SetStopped(false);  // it cannot say goodbye asleep
  channels_->Shutdown();
}

void RendererHost::SetStopped(bool stopped) {
  if (phase_ == Phase::kDead || stopped == stopped_) {
    return;
  }
  stopped_ = stopped;
  const TimePoint now = Now();
  if (stopped) {
    stopped_since_ = now;
  } else {
    uncounted_ += now - stopped_since_;
  }
  process_.Signal(stopped ? SIGSTOP : SIGCONT);
}

// ---- birth ----------------------------------------------------------------------------------------------------

void RendererHost::OnSpawned(SpawnOutcome outcome) {
  if (phase_ == Phase::kDead) {
    if (outcome.ok) {
      KillPidfd(outcome.renderer.pidfd.get());
    }
    return;
  }
  BULKHEAD_CHECK(phase_ == Phase::kSpawning);
  if (!outcome.ok) {
    OnNotSpawned(outcome);
    return;
  }
  process_.Adopt(environment_.loop, std::move(outcome.renderer), [this] { OnDead(); });
  phase_ = Phase::kStarting;
  watch_.OnSpawned(Now());
  if (decision_) {
    process_.Signal(SIGKILL);
  }
  owner_.OnRendererSpawned(*this);
  // Hello may have overtaken the zygote's reply.
  if (watch_.said_hello() && phase_ == Phase::kStarting) {
    GoLive();
  }
}

void RendererHost::OnNotSpawned(const SpawnOutcome& outcome) {
  noticed_ = Now();
  if (outcome.zygote_lost && !decision_ && !compartment_lost_) {
    phase_ = Phase::kDead;
    channels_->Close();
    for (const auto& [id, page] : channels_->TakePages()) {
      page->OnRendererNotMade();
    }
    owner_.OnRendererFinished(*this);
    return;
  }
  if (decision_) {
    Finish();
    return;
  }
  // A lost compartment answers its spawns first and tells its loss right after: that is then the cause.
  boost::asio::post(environment_.loop, [this, failure = outcome.failure, life = std::weak_ptr<char>(life_)] {
    if (life.expired() || phase_ == Phase::kDead) {
      return;
    }
    decision_ = NotSpawnedDeath(failure);
    decided_ = *noticed_;
    Finish();
  });
}

std::optional<std::pair<BadMessageRule, std::string>> RendererHost::OnHello(const control::Hello& hello) {
  if (hello.build() != environment_.build) {
    return std::pair(BadMessageRule::kBuild, std::string("another build"));
  }
  hello_ = hello;
  watch_.OnHello(Now());
  if (phase_ == Phase::kStarting) {
    GoLive();
  }
  return std::nullopt;
}

void RendererHost::GoLive() {
  if (noticed_ || decision_) {
    return;  // its last words
  }
  const TimePoint now = Now();
  const bool last = looked_ && now - *looked_ >= kSecondLook;
  if (looked_ && !last) {
    return;
  }
  looked_ = now;
  if (environment_.options.sandbox != SandboxMode::kStrict) {
    missing_layers_ = crash_area_.Read().missing_layers;
  }
  SandboxVerifier::Verdict verdict =
      environment_.verifier.Verify(host_pid(), hello_.threads(), missing_layers_, last);
  switch (verdict.kind) {
    case SandboxVerifier::Verdict::Kind::kUnsettled:
      return;  // a tick looks again, unless it has ended by then
    case SandboxVerifier::Verdict::Kind::kFailed:
      environment_.log.Error("renderer " + std::to_string(host_pid()) + " is not let in: " +
                             verdict.death->detail.message.value_or(""));
      Decide(std::move(*verdict.death), now);
      return;
    case SandboxVerifier::Verdict::Kind::kVerified:
      break;
  }
  watch_.SampleNow(Now());
  if (decision_) {
    return;  // over its limit already
  }
  channels_->BeginSending();
  steps_ = StartupTimes(hello_, process_.forked_ns());
  phase_ = Phase::kLive;
  ForEachPage([](RendererPage& page) { page.OnRendererLive(); });
  owner_.OnRendererLive(*this);
}

// ---- life -----------------------------------------------------------------------------------------------------

void RendererHost::OnMainTraffic() {
  watch_.OnTraffic(Now());
}

bool RendererHost::OnPong(uint64_t nonce) {
  return watch_.OnPong(nonce, Now());
}

void RendererHost::OnChannelEnd(const char* channel, const ChannelEnd& end) {
  ends_.Note(channel, end);
  if (stacks_due_) {
    stacks_due_.reset();  // they are there
    process_.Signal(SIGKILL);
  }
  if (noticed_ || decision_) {
    return;  // its death is known: the end of its sockets says nothing new
  }
  const TimePoint now = Now();
  std::optional<Death> death = ends_.OnEnd(channel, end, now);
  if (!death) {
    return;
  }
  // What overflows beside a hang is the hang's fault.
  const auto hang = death->cause == Cause::kQuotaExceeded ? watch_.SuspectedHang(now) : std::nullopt;
  if (hang) {
    Decide(HangDeath(hang->kind), hang->last_beat);
    return;
  }
  const Cause cause = death->cause;
  Decide(std::move(*death), now);
  if (cause == Cause::kBadMessage) {
    environment_.log.Info("renderer " + std::to_string(host_pid()) + ": bad message: " + ends_.text());
    channels_->Close();
  } else if (cause == Cause::kInternal) {
    environment_.log.Error(ends_.text());
  }
}

std::optional<ThreadSample> RendererHost::SampleThread() {
  return SampleMainThread(host_pid());
}

std::optional<MemorySample> RendererHost::SampleOwnMemory() {
  return SampleMemory(host_pid());
}

void RendererHost::SendPing(uint64_t nonce) {
  channels_->Ping(nonce);
  channels_->PingFrames();
}

void RendererHost::OnUnresponsive(HangKind kind) {
  ForEachPage([kind](RendererPage& page) { page.OnUnresponsive(kind); });
}

void RendererHost::OnResponsive() {
  if (decision_) {
    return;  // too late
  }
  ForEachPage([](RendererPage& page) { page.OnResponsive(); });
}

void RendererHost::Resume() {
  process_.Signal(SIGCONT);
}

void RendererHost::Decide(Death decision, TimePoint since) {
  if (phase_ == Phase::kDead || noticed_ || decision_) {
    return;
  }
  decision_ = std::move(decision);
  decided_ = since;
  if (!AskForStacks()) {
    process_.Signal(SIGKILL);
  }
}

bool RendererHost::AskForStacks() {
  if (decision_->cause != Cause::kHang || decision_->detail.kind == NameOf(HangKind::kStopped)) {
    return false;
  }
  stacks_due_ = Now() + kStacksGrace;
  channels_->TakeStacks();
  return true;
}

void RendererHost::Tick(TimePoint now, Duration late) {
  if (phase_ == Phase::kDead) {
    return;
  }
  if (noticed_) {
    FinishWithoutReport(now);
    return;
  }
  if (stacks_due_ && now < *stacks_due_) {
    return;
  }
  if (decision_) {
    process_.Signal(SIGKILL);  // again: a signal to one that is being traced can be held up
    if (phase_ == Phase::kSpawning && now - decided_ >= environment_.options.startup_deadline) {
      Finish();
    }
    return;
  }
  if (auto overdue = ends_.Overdue(now)) {
    // On a starved machine an exit that has begun can take longer between its files and its pidfd than the grace.
    if (now - overdue->since < kLongestExit && IsExiting(host_pid())) {
      return;
    }
    Decide(std::move(overdue->death), overdue->since);
    return;
  }
  if (ending_ && now >= goodbye_deadline_) {
    Decide(NoGoodbyeDeath(), now);
    return;
  }
  // The compartment has a deadline of its own for the zygote's answer, and replaces a zygote that gives none.
  const Duration deadline = environment_.options.startup_deadline * (phase_ == Phase::kSpawning ? 2 : 1);
  if (phase_ != Phase::kLive && now - created_ >= deadline) {
    Decide(StartupTimeoutDeath(phase_ == Phase::kSpawning ? "zygote" : crash_area_.Read().LastStep()), now);
    if (phase_ == Phase::kSpawning) {
      noticed_ = now;
      Finish();  // no process is known; one that comes late is killed when it comes
    }
    return;
  }
  if (phase_ == Phase::kStarting && watch_.said_hello()) {
    GoLive();
  }
  if (!stopped_) {
    channels_->CheckQueueAge();
  }
  if (phase_ == Phase::kLive && !decision_ && !ending_ && !stopped_) {
    watch_.TickHang(now, late + std::exchange(uncounted_, Duration::zero()));
  }
  if (phase_ != Phase::kSpawning && !decision_) {
    watch_.TickMemory(now);
  }
}

// ---- death ----------------------------------------------------------------------------------------------------

// The pidfd has fired. What arrived before is handled first; then the death is judged as soon as init has said how it
// ended.
void RendererHost::OnDead() {
  if (phase_ == Phase::kDead || noticed_) {
    return;
  }
  noticed_ = Now();
  channels_->Drain();
  log_pipe_->DrainAndClose();
  if (wait_status_ || compartment_lost_) {
    Finish();
  }
}

void RendererHost::FinishWithoutReport(TimePoint now) {
  if (now - *noticed_ < kReportGrace) {
    return;
  }
  wait_status_ = wait_status_ ? wait_status_ : process_.WaitStatus();
  const bool killed = wait_status_ && WIFSIGNALED(*wait_status_) && WTERMSIG(*wait_status_) == SIGKILL;
  const bool own = wait_status_ && (decision_ || !killed);  // nothing of init's can make another death of it
  if (own || now - *noticed_ >= kStatusGrace) {
    Finish();
  }
}

void RendererHost::OnExit(const RendererExit& exit) {
  if (phase_ == Phase::kDead) {
    return;  // init was late, and the kernel was asked
  }
  wait_status_ = exit.wait_status;
  resources_ = ResourceUse{exit.user_us, exit.system_us, exit.max_rss_kib};
  watch_.NotePeak(exit.max_rss_kib);
  if (noticed_) {
    Finish();
  } else {
    OnDead();
  }
}

void RendererHost::OnCompartmentLost() {
  compartment_lost_ = true;
  if (phase_ == Phase::kDead) {
    return;
  }
  if (phase_ == Phase::kSpawning || noticed_) {
    noticed_ = noticed_.value_or(Now());
    Finish();
  }
  // Else the kernel is about to take it: the pidfd tells.
}

void RendererHost::Finish() {
  phase_ = Phase::kDead;
  channels_->Close();
  log_pipe_->DrainAndClose();
  wait_status_ = wait_status_ ? wait_status_ : process_.WaitStatus();
  DeathEvidence evidence;
  evidence.decision = decision_;
  evidence.record = crash_area_.Read();
  evidence.wait_status = wait_status_;
  evidence.hello = watch_.said_hello();
  evidence.goodbye = goodbye_;
  evidence.compartment_lost = compartment_lost_;
  evidence.channel_end = ends_.News();
  death_ = CauseOf(evidence, modules_);
  const TimePoint now = Now();
  LastSign sign;
  if (decision_) {
    sign.decided = decided_;
  }
  for (const CrashCopy::Thread& thread : evidence.record.threads) {
    if (thread.complete) {
      sign.record_ns = thread.at_ns;
      break;
    }
  }
  sign.forked = TimePoint(std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(process_.forked_ns())));
  sign.noticed = noticed_.value_or(now);
  const double detect_ms = std::chrono::duration<double, std::milli>(now - LastSignOfLife(sign, now)).count();
  PostMortem facts = Examine(evidence.record, modules_);
  if (!steps_.empty()) {
    facts.steps = steps_;
  }
  facts.resources = resources_;
  facts.messages = LastMessages(channels_->recorder(), sign.noticed);
  for (const auto& [id, page] : channels_->TakePages()) {
    page->OnRendererGone(*death_, detect_ms, facts);
  }
  owner_.OnRendererFinished(*this);
}

}  // namespace bulkhead
