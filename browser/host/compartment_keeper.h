// CompartmentKeeper: sees to it that there is a compartment. One that is lost is replaced at once. One that fails to start is
// tried once more before that is fatal; once there was one, it takes three failures in thirty seconds.
//
// On the loop's thread.
#ifndef BULKHEAD_BROWSER_HOST_COMPARTMENT_KEEPER_H_
#define BULKHEAD_BROWSER_HOST_COMPARTMENT_KEEPER_H_

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/compartment.h"
#include "browser/core/restart_policy.h"
#include "browser/host/browser_log.h"
#include "browser/host/user_error.h"

namespace bulkhead {

class CompartmentKeeper final : private CompartmentClient {
 public:
  // How a compartment is made: Compartment::Start, or a test's own.
  using Start = std::function<std::unique_ptr<Compartment>(CompartmentClient& client)>;
  class Client {
   public:
    virtual ~Client() = default;
    // Renderers may be asked for, until this compartment is lost.
    virtual void OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) = 0;
    virtual void OnCompartmentLost() = 0;
    virtual void OnRendererExited(const RendererExit& exit) = 0;
    virtual void OnCallLearned(const CallReport&) {}
    // There will be none.
    virtual void OnCompartmentFatal(UserError error) = 0;
    // After BeginEnd(): the last one is gone.
    virtual void OnCompartmentEnded() = 0;
  };

  // Makes the first one.
  CompartmentKeeper(boost::asio::io_context& loop, const Clock& clock, const BrowserLog& log, Start start, Client& client,
                    RestartPolicy::Random random);

  // One that is lost from here on is not replaced.
  void BeginEnd();
  // Asks for the end, once; killed when it takes long.
  void End();
  bool ended() const { return ended_; }
  void KillNow();
  // Not from inside a call of the compartment.
  void Destroy() { compartment_.reset(); }
  void Tick(TimePoint now);

 private:
  void OnCompartmentReady(const CompartmentReport& report) override;
  void OnCompartmentFailed(const StepFailure& failure) override;
  void OnCompartmentLost() override;
  void OnRendererExited(const RendererExit& exit) override { client_.OnRendererExited(exit); }
  void OnCallLearned(const CallReport& call) override { client_.OnCallLearned(call); }

  void Replace();
  void OnEnded();

  boost::asio::io_context& loop_;
  const Clock& clock_;
  const BrowserLog& log_;
  const Start start_;
  Client& client_;
  RestartPolicy policy_;
  std::unique_ptr<Compartment> compartment_;
  bool was_ready_ = false;            // one of them
  std::optional<TimePoint> next_at_;  // when to make another
  bool ending_ = false;
  bool ended_ = false;
  TimePoint end_deadline_ = TimePoint::max();
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_COMPARTMENT_KEEPER_H_
