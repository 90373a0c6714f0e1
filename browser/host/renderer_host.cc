#include "browser/host/renderer_host.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

#include <boost/asio/post.hpp>

#include "browser/core/proc_text.h"
#include "browser/core/sanitise.h"
#include "browser/host/process_sampler.h"
#include "browser/host/renderer_descriptors.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

// The kernel closes a dying process's files before its pidfd fires: an end of stream may be the first sign of a death.
constexpr Duration kEndOfStreamGrace = milliseconds(500);
// Init reports an exit within a millisecond. Silence means that it is dying itself, and the kernel can take seconds over the
// namespaces of a busy machine before its own end shows: to judge earlier would call a lost compartment something else.
constexpr Duration kStatusGrace = std::chrono::seconds(5);

int PidfdSendSignal(int pidfd, int signal) {
  return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0));
}

std::string EndText(const char* channel, const ChannelEnd& end) {
  std::string text = std::string(channel) + " channel: ";
  switch (end.kind) {
    case ChannelEnd::Kind::kPeerClosed:
      return text + "closed";
    case ChannelEnd::Kind::kBadMessage:
      text += NameOf(end.rule);
      break;
    case ChannelEnd::Kind::kOutboundBytes:
    case ChannelEnd::Kind::kOutboundAge:
      text += "not read";
      break;
    case ChannelEnd::Kind::kError:
      text += end.error.message();
      break;
  }
  return end.detail.empty() ? text : text + " (" + end.detail + ")";
}

Death BadMessage(BadMessageRule rule, const std::string& what) {
  Death death{Cause::kBadMessage, {}};
  death.detail.rule = {static_cast<int>(rule), std::string(NameOf(rule))};
  death.detail.decision = "BadMessage: " + what;
  return death;
}

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
      PidfdSendSignal(outcome.renderer.pidfd.get(), SIGKILL);  // nobody waits for it any more
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
      memory_(environment.options.memory_limit_bytes) {}

RendererHost::~RendererHost() {
  if (phase_ != Phase::kDead) {
    SendSignal(SIGKILL);
  }
}

void RendererHost::ClosePage(uint32_t page) {
  channels_->ClosePage(page);
  if (channels_->pages().empty() && phase_ != Phase::kDead) {
    Shutdown(environment_.clock.Now() + environment_.options.goodbye_deadline);
  }
}

void RendererHost::Shutdown(TimePoint deadline) {
  if (ending_ || phase_ == Phase::kDead) {
    return;
  }
  ending_ = true;
  goodbye_deadline_ = deadline;
  channels_->Shutdown();
}

void RendererHost::OnSpawned(SpawnOutcome outcome) {
  if (phase_ == Phase::kDead) {
    if (outcome.ok) {
      PidfdSendSignal(outcome.renderer.pidfd.get(), SIGKILL);
    }
    return;
  }
  BULKHEAD_CHECK(phase_ == Phase::kSpawning);
  if (!outcome.ok) {
    OnNotSpawned(outcome);
    return;
  }
  process_ = std::move(outcome.renderer);
  phase_ = Phase::kStarting;
  if (const auto sample = SampleMemory(process_.host_pid)) {
    memory_.OnSample(environment_.clock.Now(), sample->own_bytes);
  }
  WatchPidfd();
  if (decision_) {
    SendSignal(SIGKILL);
  }
  owner_.OnRendererSpawned(*this);
  // Hello may have overtaken the zygote's reply.
  if (hang_ && phase_ == Phase::kStarting) {
    if (const auto broken = GoLive()) {
      environment_.log.Warn("renderer " + std::to_string(host_pid()) + ": " + broken->second);
      Decide(BadMessage(broken->first, broken->second), environment_.clock.Now());
    }
  }
}

void RendererHost::OnNotSpawned(const SpawnOutcome& outcome) {
  noticed_ = environment_.clock.Now();
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
    decision_ = Death{failure.timeout ? Cause::kStartupTimeout : Cause::kStartupFailed, {}};
    decision_->detail.step = failure.step;
    if (failure.error != 0) {
      decision_->detail.error = failure.error;
    }
    decision_->detail.message = failure.why;
    decided_ = *noticed_;
    Finish();
  });
}

void RendererHost::WatchPidfd() {
  pidfd_.emplace(environment_.loop, process_.pidfd.Release());
  pidfd_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this, life = std::weak_ptr<char>(life_)](const ErrorCode& error) {
                       if (!error && !life.expired()) {
                         OnDead();
                       }
                     });
}

// The pidfd has fired. What arrived before is handled first; then the death is judged as soon as init has said how it
// ended.
void RendererHost::OnDead() {
  if (phase_ == Phase::kDead || noticed_) {
    return;
  }
  noticed_ = environment_.clock.Now();
  channels_->Drain();
  log_pipe_->DrainAndClose();
  if (wait_status_ || compartment_lost_) {
    Finish();
  }
}

void RendererHost::OnExit(const RendererExit& exit) {
  wait_status_ = exit.wait_status;
  peak_rss_kib_ = std::max(peak_rss_kib_, exit.max_rss_kib);
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
    noticed_ = noticed_.value_or(environment_.clock.Now());
    Finish();
  }
  // Else the kernel is about to take it: the pidfd tells.
}

std::optional<std::pair<BadMessageRule, std::string>> RendererHost::OnHello(const control::Hello& hello) {
  if (hello.build() != environment_.build) {
    return std::pair(BadMessageRule::kBuild, std::string("another build"));
  }
  hello_ = hello;
  hang_.emplace(environment_.options.hang, environment_.clock.Now());
  return phase_ == Phase::kStarting ? GoLive() : std::nullopt;
}

std::optional<std::pair<BadMessageRule, std::string>> RendererHost::GoLive() {
  if (noticed_ || decision_) {
    return std::nullopt;  // its last words
  }
  const auto status = ReadProcFile(process_.host_pid, "status");
  const auto threads = status ? ProcField(*status, "Threads") : std::nullopt;
  // Fewer is a renderer that is ending already; more is a thread that the barrier did not count.
  if (threads && *threads > hello_.threads()) {
    return std::pair(BadMessageRule::kField,
                     std::to_string(hello_.threads()) + " threads said, " + std::to_string(*threads) + " seen");
  }
  // The zygote notes the time of the fork when it runs again, which may be behind the child's first steps.
  uint64_t before = process_.forked_ns;
  if (hello_.steps_size() > 0) {
    before = std::min<uint64_t>(before, hello_.steps(0).at_ns());
  }
  for (const control::StartupStep& step : hello_.steps()) {
    const uint64_t at = std::max<uint64_t>(step.at_ns(), before);
    steps_.emplace_back(Sanitise(step.name(), 32), before == 0 ? 0 : static_cast<double>(at - before) / 1e6);
    before = at;
  }
  if (environment_.options.sandbox != SandboxMode::kStrict) {
    missing_layers_ = crash_area_.Read().missing_layers;
  }
  phase_ = Phase::kLive;
  for (const auto& [id, page] : channels_->pages()) {
    page->OnRendererLive();
  }
  owner_.OnRendererLive(*this);
  return std::nullopt;
}

void RendererHost::OnMainTraffic() {
  if (hang_) {
    hang_->OnTraffic(environment_.clock.Now());
  }
}

bool RendererHost::OnPong(uint64_t nonce) {
  switch (hang_->OnPong(nonce, environment_.clock.Now())) {
    case HangMonitor::Pong::kNeverSent:
      return false;
    case HangMonitor::Pong::kRecovered:
      for (const auto& [id, page] : channels_->pages()) {
        page->OnResponsive();
      }
      return true;
    case HangMonitor::Pong::kExpected:
      return true;
  }
  return true;
}

void RendererHost::OnChannelEnd(const char* channel, const ChannelEnd& end) {
  if (channel_end_text_.empty() && end.kind != ChannelEnd::Kind::kPeerClosed) {
    channel_end_text_ = EndText(channel, end);
  }
  if (noticed_ || decision_) {
    return;  // its death is known: the end of its sockets says nothing new
  }
  const TimePoint now = environment_.clock.Now();
  const bool truncated = end.kind == ChannelEnd::Kind::kBadMessage && end.rule == BadMessageRule::kTruncated;
  if (end.kind == ChannelEnd::Kind::kPeerClosed || truncated) {
    if (!channel_ended_ || truncated) {
      channel_ended_at_ = channel_ended_ ? channel_ended_at_ : now;
      channel_ended_ = end;
      channel_end_text_ = EndText(channel, end);
    }
    return;
  }
  switch (end.kind) {
    case ChannelEnd::Kind::kBadMessage:
      environment_.log.Info("renderer " + std::to_string(host_pid()) + ": bad message: " + channel_end_text_);
      Decide(BadMessage(end.rule, channel_end_text_), now);
      channels_->Close();
      return;
    case ChannelEnd::Kind::kOutboundBytes:
    case ChannelEnd::Kind::kOutboundAge: {
      // What overflows beside a hang is the hang's fault.
      if (hang_ && hang_->Suspects(now)) {
        Decide(HangOf(hang_->kind()), hang_->last_beat());
        return;
      }
      Death death{Cause::kQuotaExceeded, {}};
      death.detail.kind = "outbound";
      death.detail.limit = end.kind == ChannelEnd::Kind::kOutboundBytes ? "4MiB queued" : "5s unread";
      death.detail.decision = "QuotaExceeded: " + channel_end_text_;
      Decide(std::move(death), now);
      return;
    }
    case ChannelEnd::Kind::kError: {
      Death death{Cause::kInternal, {}};
      death.detail.error = end.error.value();
      death.detail.decision = "Internal: " + channel_end_text_;
      environment_.log.Error(channel_end_text_);
      Decide(std::move(death), now);
      return;
    }
    case ChannelEnd::Kind::kPeerClosed:
      return;
  }
}

Death RendererHost::HangOf(HangKind kind) const {
  Death death{Cause::kHang, {}};
  death.detail.thread = "main";
  death.detail.kind = std::string(NameOf(kind));
  death.detail.decision = "Hang: main " + std::string(NameOf(kind));
  return death;
}

void RendererHost::Decide(Death decision, TimePoint since) {
  if (phase_ == Phase::kDead || noticed_ || decision_) {
    return;
  }
  decision_ = std::move(decision);
  decided_ = since;
  SendSignal(SIGKILL);
}

void RendererHost::SendSignal(int signal) {
  if (pidfd_ && pidfd_->is_open()) {
    PidfdSendSignal(pidfd_->native_handle(), signal);
  }
}

void RendererHost::Tick(TimePoint now, Duration late) {
  if (phase_ == Phase::kDead) {
    return;
  }
  if (noticed_) {
    if (now - *noticed_ >= kStatusGrace) {
      Finish();
    }
    return;
  }
  if (decision_) {
    SendSignal(SIGKILL);  // again: a signal to one that is being traced can be held up
    if (phase_ == Phase::kSpawning && now - decided_ >= environment_.options.startup_deadline) {
      Finish();
    }
    return;
  }
  if (channel_ended_ && now - channel_ended_at_ >= kEndOfStreamGrace) {
    const bool truncated = channel_ended_->kind == ChannelEnd::Kind::kBadMessage;
    Decide(BadMessage(truncated ? BadMessageRule::kTruncated : BadMessageRule::kChannelClosed, channel_end_text_),
           channel_ended_at_);
    return;
  }
  if (ending_ && now >= goodbye_deadline_) {
    Death death{Cause::kKilledByPolicy, {}};
    death.detail.kind = "shutdown";
    death.detail.decision = "KilledByPolicy: no goodbye in time";
    Decide(std::move(death), now);
    return;
  }
  // The compartment has a deadline of its own for the zygote's answer, and replaces a zygote that gives none.
  const Duration deadline = environment_.options.startup_deadline * (phase_ == Phase::kSpawning ? 2 : 1);
  if (phase_ != Phase::kLive && now - created_ >= deadline) {
    Death death{Cause::kStartupTimeout, {}};
    death.detail.step = phase_ == Phase::kSpawning ? "zygote" : crash_area_.Read().LastStep();
    death.detail.decision = "StartupTimeout: " + *death.detail.step;
    Decide(std::move(death), now);
    if (phase_ == Phase::kSpawning) {
      noticed_ = now;
      Finish();  // no process is known; one that comes late is killed when it comes
    }
    return;
  }
  channels_->CheckQueueAge();
  if (phase_ == Phase::kLive && !decision_ && !ending_) {
    TickHang(now, late);
  }
  if (phase_ != Phase::kSpawning && !decision_) {
    TickMemory(now);
  }
}

void RendererHost::TickHang(TimePoint now, Duration late) {
  const HangMonitor::Step step = hang_->Tick(now, late, [this] { return SampleMainThread(process_.host_pid); });
  if (step.ping) {
    channels_->Ping(hang_->nonce());
    channels_->PingFrames();
  }
  if (step.unresponsive) {
    for (const auto& [id, page] : channels_->pages()) {
      page->OnUnresponsive(step.kind);
    }
  }
  if (step.resume) {
    SendSignal(SIGCONT);
  }
  if (step.kill) {
    Decide(HangOf(step.kind), hang_->last_beat());
  }
}

void RendererHost::TickMemory(TimePoint now) {
  if (!memory_.Due(now)) {
    return;
  }
  const auto sample = SampleMemory(process_.host_pid);
  if (!sample) {
    return;
  }
  peak_rss_kib_ = std::max(peak_rss_kib_, sample->peak_rss_kib);
  if (memory_.OnSample(now, sample->own_bytes)) {
    Death death{Cause::kOutOfMemory, {}};
    death.detail.limit = "rss " + std::to_string(memory_.limit() >> 20) + "MiB";
    death.detail.decision = "OutOfMemory: " + std::to_string(memory_.used() >> 20) + " MiB used";
    Decide(std::move(death), now);
  }
}

void RendererHost::Finish() {
  phase_ = Phase::kDead;
  channels_->Close();
  log_pipe_->DrainAndClose();
  DeathEvidence evidence;
  evidence.decision = decision_;
  evidence.record = crash_area_.Read();
  evidence.wait_status = wait_status_;
  evidence.hello = hang_.has_value();
  evidence.goodbye = goodbye_;
  evidence.compartment_lost = compartment_lost_;
  // That the sockets of a dead process are closed is no news.
  if (!channel_ended_ || channel_ended_->kind != ChannelEnd::Kind::kPeerClosed) {
    evidence.channel_end = channel_end_text_;
  }
  death_ = CauseOf(evidence, modules_);
  const TimePoint now = environment_.clock.Now();
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
  sign.forked = TimePoint(std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(process_.forked_ns)));
  sign.noticed = noticed_.value_or(now);
  const double detect_ms = std::chrono::duration<double, std::milli>(now - LastSignOfLife(sign, now)).count();
  for (const auto& [id, page] : channels_->TakePages()) {
    page->OnRendererGone(*death_, detect_ms);
  }
  owner_.OnRendererFinished(*this);
}

}  // namespace bulkhead
