#include "browser/compartment/live_compartment.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/compartment/compartment_config.h"
#include "browser/compartment/compartment_report.h"
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
    : loop_(loop),
      options_(options),
      client_(client),
      spawns_(loop, clock, options.startup_deadline,
              {[this] { OnZygoteLost(); }, [this](const RendererExit& exit) { client_.OnRendererExited(exit); }}),
      step_deadline_(loop, [this] { OnStepDeadline(); }),
      zygote_retry_(loop, [this] { StartZygote(); }) {}

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
  step_deadline_.Arm(options_.startup_deadline);
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
        step_deadline_.Arm(options_.startup_deadline);
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
    case spawn::InitEvent::kLearnedCall:
      client_.OnCallLearned(ReportOf(event.learned_call()));
      return;
    case spawn::InitEvent::kZygoteExited:
      zygote_pid_ = 0;  // its socket says so too, and that is acted upon
      return;
    case spawn::InitEvent::kZygoteStarted:
      zygote_pid_ = event.zygote_started().pid();
      if (state_ == State::kReady) {
        step_deadline_.Disarm();
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
  report_ = ReportOf(ready);
  init_ready_ = true;
  BecomeReadyIfComplete();
}

void LiveCompartment::BecomeReadyIfComplete() {
  if (state_ != State::kStarting || !init_ready_ || !init_known_) {
    return;
  }
  state_ = State::kReady;
  step_deadline_.Disarm();
  spawns_.Connect(std::move(first_zygote_socket_));
  client_.OnCompartmentReady(report_);
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
    Fail({announcing_ ? "announce" : step_, 0, DescribeEnd("stage 0", reaped), false});
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
      Fail({step_, 0, DescribeEnd("init", reaped), false});
      return;
    case State::kReady:
      Lose({"init", 0, DescribeEnd("init", reaped), false});
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
    zygote_retry_.Disarm();
    step_deadline_.Arm(kEndDeadline);
  }
}

void LiveCompartment::OnExited(const spawn::InitEvent::Exited& exited) {
  spawns_.OnExited({exited.pid(), exited.wait_status(), exited.user_us(), exited.system_us(), exited.max_rss_kib(),
                    exited.at_ns()});
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
  spawns_.Spawn(std::move(descriptors), std::move(done));
}

void LiveCompartment::OnZygoteLost() {
  if (spawns_.zygote_deaths() > kMaxZygoteDeaths) {
    KillNow();  // its end is told as the loss that it is
  } else {
    StartZygote();
  }
}

void LiveCompartment::StartZygote() {
  Result<SocketPair> pair = CreateSocketPair(SOCK_SEQPACKET);
  if (!pair) {
    step_deadline_.Disarm();
    zygote_retry_.Arm(kSocketRetry);
    return;
  }
  spawn::InitCommand command;
  for (const int pid : spawns_.hosted()) {
    command.mutable_start_zygote()->add_hosted_pids(pid);
  }
  command.mutable_start_zygote();  // also when there is none
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(std::move(pair->theirs));
  init_socket_->Send(command.SerializeAsString(), std::move(descriptors));
  step_ = "zygote";
  step_deadline_.Arm(options_.startup_deadline);
  spawns_.Connect(std::move(pair->ours));
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

void LiveCompartment::Shutdown(std::function<void()> done) {
  if (state_ == State::kOver) {
    boost::asio::post(loop_, std::move(done));
    return;
  }
  const bool was_ready = state_ == State::kReady;
  state_ = State::kEnding;
  spawns_.Close();
  zygote_retry_.Disarm();
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
  step_deadline_.Arm(kEndDeadline);
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
  if (spawns_.FailAll(failure)) {
    client_.OnCompartmentFailed(failure);
  }
}

void LiveCompartment::Lose(const StepFailure& why) {
  const std::shared_ptr<bool> alive = alive_;
  state_ = State::kOver;
  spawns_.Close();
  // Renderers that were made and told of just before: dead now, but each answered as what it was.
  spawns_.Drain();
  if (!*alive || !spawns_.FailAll(why)) {
    return;
  }
  Release();
  client_.OnCompartmentLost();
}

void LiveCompartment::FinishShutdown() {
  const StepFailure why{"spawn", 0, "the compartment was closed", false};
  state_ = State::kOver;
  const std::function<void()> done = std::exchange(on_shutdown_, nullptr);
  if (spawns_.FailAll(why)) {
    Release();
    done();
  }
}

void LiveCompartment::Release() {
  step_deadline_.Disarm();
  zygote_retry_.Disarm();
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
