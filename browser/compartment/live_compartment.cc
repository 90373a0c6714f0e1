#include "browser/compartment/live_compartment.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/compartment/compartment_config.h"
#include "browser/compartment/pidfd.h"
#include "browser/compartment/stage_zero_process.h"
#include "ipc/os/socket_pair.h"

namespace bulkhead {
namespace {

// A zygote that dies this often without having made one renderer dies of something that a new one has too.
constexpr int kMaxZygoteDeaths = 3;
// init takes 1-3 ms to end; then it is killed.
constexpr Duration kEndDeadline = std::chrono::seconds(1);
// Out of descriptors: others may be closed soon.
constexpr Duration kSocketRetry = std::chrono::milliseconds(100);

std::string Describe(const char* who, const Reaped& reaped) {
  std::string text = who;
  if (!reaped.known) {
    return text + " is gone";
  }
  if (WIFSIGNALED(reaped.status)) {
    return text + " was killed by signal " + std::to_string(WTERMSIG(reaped.status)) + " (" +
           ::strsignal(WTERMSIG(reaped.status)) + ")";
  }
  return text + " exited with status " + std::to_string(WEXITSTATUS(reaped.status));
}

}  // namespace

std::unique_ptr<Compartment> Compartment::Start(boost::asio::io_context& loop,
                                                const HostOptions& options,
                                                const std::string& renderer_program,
                                                const Clock& clock,
                                                CompartmentClient& client) {
  auto compartment = std::make_unique<LiveCompartment>(loop, options, clock, client);
  compartment->Begin(renderer_program);
  return compartment;
}

LiveCompartment::LiveCompartment(boost::asio::io_context& loop,
                                 const HostOptions& options,
                                 const Clock& clock,
                                 CompartmentClient& client)
    : loop_(loop), options_(options), clock_(clock), client_(client), step_timer_(loop), spawn_timer_(loop) {}

LiveCompartment::~LiveCompartment() {
  *alive_ = false;
  Release();
}

void LiveCompartment::Begin(const std::string& program) {
  // The client hears of it from the loop, never from inside Start().
  auto fail_later = [this](int error, std::string why) {
    boost::asio::post(loop_, [this, alive = alive_, error, why = std::move(why)] {
      if (*alive) {
        Fail({"spawn", error, why, false});
      }
    });
  };
  Result<SocketPair> init = CreateSocketPair(SOCK_SEQPACKET);
  Result<SocketPair> zygote = CreateSocketPair(SOCK_SEQPACKET);
  if (!init || !zygote) {
    fail_later((init ? zygote : init).error().value(), "no sockets for a compartment");
    return;
  }
  Result<pid_t> pid = SpawnStageZero(program, std::move(init->theirs), std::move(zygote->theirs));
  if (!pid) {
    fail_later(pid.error().value(), program);
    return;
  }
  stage_zero_pid_ = *pid;
  Result<UniqueFd> pidfd = OpenPidfd(*pid);
  if (pidfd) {
    stage_zero_ = std::make_unique<ChildWatch>(loop_, std::move(*pidfd),
                                               [this](const Reaped& reaped) { OnStageZeroEnd(reaped); });
  } else if (pidfd.error().value() != ESRCH) {
    // Without its socket stage 0 ends by itself, and Release() reaps it.
    fail_later(pidfd.error().value(), "pidfd_open");
    return;
  }
  first_zygote_socket_ = std::move(zygote->ours);
  init_socket_ = std::make_unique<PacketSocket>(loop_, std::move(init->ours),
                                                [this](Packet& packet) { OnInitPacket(packet); },
                                                [this] { OnInitSocketEnd(); });
  const bool root = ::geteuid() == 0;
  init_socket_->Send(MakeConfig(options_, BULKHEAD_BUILD_ID, root ? std::getenv("SUDO_UID") : nullptr,
                                root ? std::getenv("SUDO_GID") : nullptr)
                         .SerializeAsString());
  init_socket_->Start();
  ArmStepDeadline(options_.startup_deadline);
}

void LiveCompartment::OnInitPacket(Packet& packet) {
  spawn::InitEvent event;
  if (!event.ParseFromString(packet.payload)) {
    return;  // our own program, same build: then the deadline speaks
  }
  switch (event.event_case()) {
    case spawn::InitEvent::kEntered:
      if (event.entered().name() == "announce") {
        announcing_ = true;
      } else if (state_ == State::kStarting) {
        step_ = event.entered().name();
        ArmStepDeadline(options_.startup_deadline);
      }
      return;
    case spawn::InitEvent::kStarted:
      OnInitStarted(packet);
      return;
    case spawn::InitEvent::kReady:
      OnReady(event.ready());
      return;
    case spawn::InitEvent::kFailed:
      Fail({event.failed().step(), event.failed().error(), event.failed().why(), false});
      return;
    case spawn::InitEvent::kExited:
      OnExited(event.exited());
      return;
    case spawn::InitEvent::kZygoteExited:
      zygote_pid_ = 0;  // its socket says so too, and that is acted upon
      return;
    case spawn::InitEvent::kZygoteStarted:
      zygote_pid_ = event.zygote_started().pid();
      if (state_ == State::kReady) {
        DisarmStepDeadline();
      }
      return;
    case spawn::InitEvent::EVENT_NOT_SET:
      return;
  }
}

void LiveCompartment::OnInitStarted(Packet& packet) {
  if (packet.descriptors.size() != 1) {
    Fail({"announce", EMFILE, "no descriptor was left for init's pidfd", false});
    return;
  }
  init_known_ = true;
  init_pid_ = PidOfPidfd(packet.descriptors[0].get());
  init_ = std::make_unique<ChildWatch>(loop_, std::move(packet.descriptors[0]),
                                       [this](const Reaped& reaped) { OnInitEnd(reaped); });
  if (state_ == State::kEnding) {
    init_->Kill();
  }
  BecomeReadyIfComplete();
}

void LiveCompartment::OnReady(const spawn::InitEvent::Ready& ready) {
  for (const spawn::Layer& layer : ready.layers()) {
    report_.layers.emplace_back(layer.name(), layer.state());
  }
  for (const spawn::Step& step : ready.steps()) {
    report_.steps.emplace_back(step.name(), step.at_ns());
  }
  for (const spawn::Module& module : ready.modules()) {
    report_.modules.push_back({module.path(), module.base(), module.begin(), module.end()});
  }
  init_ready_ = true;
  BecomeReadyIfComplete();
}

void LiveCompartment::BecomeReadyIfComplete() {
  if (state_ != State::kStarting || !init_ready_ || !init_known_) {
    return;
  }
  state_ = State::kReady;
  DisarmStepDeadline();
  ConnectZygote(std::move(first_zygote_socket_));
  const std::shared_ptr<bool> alive = alive_;
  client_.OnCompartmentReady(report_);
  if (*alive) {
    SendWaiting();
  }
}

void LiveCompartment::OnStageZeroEnd(const Reaped& reaped) {
  stage_zero_.reset();
  if (state_ != State::kStarting || init_known_) {
    return;
  }
  // Its last packets may still be unread.
  const std::shared_ptr<bool> alive = alive_;
  init_socket_->Drain();
  if (*alive && state_ == State::kStarting && !init_known_) {
    Fail({announcing_ ? "announce" : step_, 0, Describe("stage 0", reaped), false});
  }
}

void LiveCompartment::OnInitEnd(const Reaped& reaped) {
  init_.reset();
  const std::shared_ptr<bool> alive = alive_;
  init_socket_->Drain();
  if (!*alive) {
    return;
  }
  switch (state_) {
    case State::kStarting:
      Fail({step_, 0, Describe("init", reaped), false});
      return;
    case State::kReady:
      Lose({"init", 0, Describe("init", reaped), false});
      return;
    case State::kEnding:
      FinishShutdown();
      return;
    case State::kOver:
      return;
  }
}

void LiveCompartment::OnInitSocketEnd() {
  // The kernel closes files before a death shows. An init that lives on without its socket is none.
  if (init_ && state_ != State::kOver) {
    ArmStepDeadline(kEndDeadline);
  }
}

void LiveCompartment::OnExited(const spawn::InitEvent::Exited& exited) {
  const RendererExit exit{exited.pid(),       exited.wait_status(), exited.user_us(),
                          exited.system_us(), exited.max_rss_kib(), exited.at_ns()};
  if (hosted_.erase(exit.compartment_pid) != 0) {
    client_.OnRendererExited(exit);
  } else if (zygote_ && zygote_->busy()) {
    early_exits_[exit.compartment_pid] = exit;
  }
}

void LiveCompartment::OnSpawned(int pid) {
  zygote_deaths_ = 0;
  ArmSpawnDeadline();
  const auto early = early_exits_.extract(pid);
  if (!zygote_->busy()) {
    early_exits_.clear();  // of children that nobody was told of
  }
  if (early.empty()) {
    hosted_.insert(pid);
  } else {
    client_.OnRendererExited(early.mapped());
  }
}

void LiveCompartment::Spawn(SpawnDescriptors descriptors, std::function<void(SpawnOutcome)> done) {
  if (state_ == State::kEnding || state_ == State::kOver) {
    boost::asio::post(loop_, [done = std::move(done)] {
      SpawnOutcome outcome;
      outcome.failure = {"spawn", 0, "the compartment is gone", false};
      done(std::move(outcome));
    });
    return;
  }
  waiting_.push_back({std::move(descriptors), std::move(done)});
  SendWaiting();
}

void LiveCompartment::SendWaiting() {
  if (state_ != State::kReady || !zygote_) {
    return;
  }
  while (!waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    zygote_->Spawn(std::move(next.descriptors), std::move(next.done));
  }
  ArmSpawnDeadline();
}

void LiveCompartment::ConnectZygote(UniqueFd socket) {
  ZygoteLink::Handlers handlers;
  handlers.on_spawned = [this](int pid) { OnSpawned(pid); };
  handlers.on_end = [this] {
    if (state_ == State::kReady) {
      ReplaceZygote({"zygote", 0, "the zygote died", false});
    }
  };
  zygote_ = std::make_unique<ZygoteLink>(loop_, std::move(socket), clock_, std::move(handlers));
}

void LiveCompartment::ReplaceZygote(StepFailure failure) {
  const std::unique_ptr<ZygoteLink> old = std::move(zygote_);
  spawn_timer_.cancel();
  early_exits_.clear();
  ++zygote_deaths_;
  if (zygote_deaths_ > kMaxZygoteDeaths) {
    KillNow();  // its end is told as the loss that it is
  } else {
    StartZygote();
  }
  old->FailAll(failure, true);
}

void LiveCompartment::StartZygote() {
  Result<SocketPair> pair = CreateSocketPair(SOCK_SEQPACKET);
  if (!pair) {
    step_timer_.expires_after(kSocketRetry);
    step_timer_.async_wait([this, alive = alive_, number = ++step_deadline_](const boost::system::error_code& error) {
      if (!error && *alive && number == step_deadline_ && state_ == State::kReady) {
        StartZygote();
      }
    });
    return;
  }
  spawn::InitCommand command;
  for (const int pid : hosted_) {
    command.mutable_start_zygote()->add_hosted_pids(pid);
  }
  command.mutable_start_zygote();  // also when there is none
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(std::move(pair->theirs));
  init_socket_->Send(command.SerializeAsString(), std::move(descriptors));
  step_ = "zygote";
  ArmStepDeadline(options_.startup_deadline);
  ConnectZygote(std::move(pair->ours));
  SendWaiting();
}

void LiveCompartment::ArmSpawnDeadline() {
  const std::optional<TimePoint> oldest = zygote_ ? zygote_->oldest() : std::nullopt;
  if (!oldest) {
    spawn_timer_.cancel();
    return;
  }
  spawn_timer_.expires_after(*oldest + options_.startup_deadline - clock_.Now());
  spawn_timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (!error && *alive) {
      OnSpawnDeadline();
    }
  });
}

void LiveCompartment::OnSpawnDeadline() {
  if (state_ != State::kReady || !zygote_) {
    return;
  }
  const std::shared_ptr<bool> alive = alive_;
  zygote_->Drain();  // the loop itself may have been late
  if (!*alive || state_ != State::kReady || !zygote_ || !zygote_->busy()) {
    return;
  }
  if (*zygote_->oldest() + options_.startup_deadline > clock_.Now()) {
    ArmSpawnDeadline();
    return;
  }
  ReplaceZygote({"zygote_reply", 0, "the zygote did not answer", true});
}

void LiveCompartment::OnStepDeadline() {
  switch (state_) {
    case State::kStarting:
      Fail({announcing_ && !init_known_ ? "announce" : step_, 0, "the step did not end", true});
      return;
    case State::kReady:
    case State::kEnding:
      KillNow();  // init hangs; its death is told when it is one
      return;
    case State::kOver:
      return;
  }
}

void LiveCompartment::ArmStepDeadline(Duration after) {
  step_timer_.expires_after(after);
  // A timer that had fired before it was moved cannot be called back: the number tells.
  step_timer_.async_wait([this, alive = alive_, number = ++step_deadline_](const boost::system::error_code& error) {
    if (!error && *alive && number == step_deadline_) {
      OnStepDeadline();
    }
  });
}

void LiveCompartment::DisarmStepDeadline() {
  ++step_deadline_;
  step_timer_.cancel();
}

void LiveCompartment::Shutdown(std::function<void()> done) {
  if (state_ == State::kOver) {
    boost::asio::post(loop_, std::move(done));
    return;
  }
  const bool was_ready = state_ == State::kReady;
  state_ = State::kEnding;
  on_shutdown_ = std::move(done);
  if (was_ready) {
    init_socket_->ShutdownWrites();
  } else {
    KillNow();
  }
  if (!init_) {
    // Nobody to wait for whom we know: what stage 0 left ends by its socket, and is reaped beside us.
    boost::asio::post(loop_, [this, alive = alive_] {
      if (*alive && state_ == State::kEnding) {
        FinishShutdown();
      }
    });
    return;
  }
  ArmStepDeadline(kEndDeadline);
}

void LiveCompartment::KillNow() {
  if (init_) {
    init_->Kill();
  } else if (stage_zero_) {
    stage_zero_->Kill();
  }
}

void LiveCompartment::Fail(StepFailure failure) {
  if (state_ != State::kStarting) {
    return;
  }
  state_ = State::kOver;
  Release();
  if (FailSpawns(failure)) {
    client_.OnCompartmentFailed(failure);
  }
}

void LiveCompartment::Lose(const StepFailure& why) {
  const std::shared_ptr<bool> alive = alive_;
  if (zygote_) {
    // Renderers that were made and told of just before: dead now, but each answered as what it was.
    state_ = State::kOver;
    zygote_->Drain();
  }
  if (!*alive || !FailSpawns(why)) {
    return;
  }
  state_ = State::kOver;
  Release();
  client_.OnCompartmentLost();
}

void LiveCompartment::FinishShutdown() {
  const StepFailure why{"spawn", 0, "the compartment was closed", false};
  state_ = State::kOver;
  const std::function<void()> done = std::exchange(on_shutdown_, nullptr);
  if (FailSpawns(why)) {
    Release();
    done();
  }
}

bool LiveCompartment::FailSpawns(const StepFailure& failure) {
  const std::shared_ptr<bool> alive = alive_;
  const std::unique_ptr<ZygoteLink> zygote = std::move(zygote_);
  std::deque<Waiting> waiting = std::exchange(waiting_, {});
  if (zygote) {
    zygote->FailAll(failure, false);
  }
  for (Waiting& one : waiting) {
    SpawnOutcome outcome;
    outcome.failure = failure;
    one.done(std::move(outcome));
  }
  return *alive;
}

void LiveCompartment::Release() {
  DisarmStepDeadline();
  spawn_timer_.cancel();
  zygote_.reset();
  first_zygote_socket_.Reset();
  init_socket_.reset();
  stage_zero_.reset();
  init_.reset();
  if (!init_known_ && stage_zero_pid_ > 0) {
    // init, if stage 0 made one and could not tell: it is in stage 0's process group.
    ReapGroupInBackground(loop_, std::exchange(stage_zero_pid_, 0));
  }
}

}  // namespace bulkhead
