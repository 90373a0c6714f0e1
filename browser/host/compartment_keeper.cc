#include "browser/host/compartment_keeper.h"

#include <chrono>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/host/sandbox_refusal.h"

namespace bulkhead {
namespace {

// Init and everything below it are gone within 3 ms of its socket's end; past this it is killed.
constexpr Duration kEndDeadline = std::chrono::seconds(2);

}  // namespace

CompartmentKeeper::CompartmentKeeper(boost::asio::io_context& loop,
                                     const Clock& clock,
                                     const BrowserLog& log,
                                     Start start,
                                     Client& client,
                                     RestartPolicy::Random random)
    : loop_(loop),
      clock_(clock),
      log_(log),
      start_(std::move(start)),
      client_(client),
      // As a tab's defaults, whatever the user chose for tabs.
      policy_(RestartOptions{}, std::move(random)) {
  compartment_ = start_(*this);
}

void CompartmentKeeper::OnCompartmentReady(const CompartmentReport& report) {
  was_ready_ = true;
  policy_.OnLive(clock_.Now());
  client_.OnCompartmentReady(*compartment_, report);
}

void CompartmentKeeper::OnCompartmentFailed(const StepFailure& failure) {
  if (ending_) {
    OnEnded();
    return;
  }
  const auto decision = policy_.OnDeath(Cause::kStartupFailed, clock_.Now());
  // The first time only one more is tried: what the kernel refuses it will refuse again.
  const bool again = decision.kind == RestartPolicy::Decision::Kind::kRestart && !failure.timeout &&
                     (was_ready_ || decision.attempt == 1);
  if (again) {
    const std::string text = "the compartment failed at " + failure.step + ": " + failure.why;
    // Before anything ran it is either mended in silence or told once, below.
    was_ready_ ? log_.Error(text) : log_.Info(text);
    next_at_ = clock_.Now();
    return;
  }
  client_.OnCompartmentFatal(SandboxRefusal(failure));
}

void CompartmentKeeper::OnCompartmentLost() {
  client_.OnCompartmentLost();
  if (ending_) {
    OnEnded();
    return;
  }
  log_.Error("the compartment is lost: every renderer with it");
  next_at_ = clock_.Now();
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      Replace();
    }
  });
}

void CompartmentKeeper::Replace() {
  if (!next_at_ || ending_) {
    return;
  }
  next_at_.reset();
  compartment_ = start_(*this);
}

void CompartmentKeeper::BeginEnd() {
  ending_ = true;
  next_at_.reset();
}

void CompartmentKeeper::End() {
  if (ended_ || end_deadline_ != TimePoint::max()) {
    return;
  }
  end_deadline_ = clock_.Now() + kEndDeadline;
  compartment_->Shutdown([this, life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      OnEnded();
    }
  });
}

void CompartmentKeeper::OnEnded() {
  ended_ = true;
  client_.OnCompartmentEnded();
}

void CompartmentKeeper::KillNow() {
  if (compartment_) {
    compartment_->KillNow();
  }
}

void CompartmentKeeper::Tick(TimePoint now) {
  Replace();
  if (now >= end_deadline_) {
    end_deadline_ = TimePoint::max();
    if (compartment_ && !ended_) {
      log_.Error("the compartment does not end: killed");
      compartment_->KillNow();
    }
  }
}

}  // namespace bulkhead
