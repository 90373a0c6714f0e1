// The Compartment of the product (compartment.h): a state machine over three ends, each of which may go first: stage 0,
// init, init's socket. Zygotes and what is asked of them are SpawnQueue's.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_LIVE_COMPARTMENT_H_
#define BULKHEAD_BROWSER_COMPARTMENT_LIVE_COMPARTMENT_H_

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "browser/compartment/child_watch.h"
#include "browser/compartment/compartment.h"
#include "browser/compartment/deadline.h"
#include "browser/compartment/packet_socket.h"
#include "browser/compartment/spawn_queue.h"
#include "spawn.pb.h"

namespace bulkhead {

class LiveCompartment final : public Compartment {
 public:
  LiveCompartment(boost::asio::io_context& loop, const HostOptions& options, const Clock& clock,
                  CompartmentClient& client);
  ~LiveCompartment() override;

  void Begin(const std::string& program);
  void Spawn(SpawnDescriptors descriptors, std::function<void(SpawnOutcome)> done) override;
  void Shutdown(std::function<void()> done) override;
  void KillNow() override;
  int init_pid() const override { return init_pid_; }
  int zygote_pid() const override { return zygote_pid_; }

 private:
  enum class State { kStarting, kReady, kEnding, kOver };

  void OnInitPacket(Packet& packet);
  void OnInitStarted(Packet& packet);
  void OnReady(const spawn::InitEvent::Ready& ready);
  void OnExited(const spawn::InitEvent::Exited& exited);
  void OnInitSocketEnd();
  void OnStageZeroEnd(const Reaped& reaped);
  void OnInitEnd(const Reaped& reaped);
  void OnStepDeadline();
  void OnZygoteLost();

  void BecomeReadyIfComplete();
  void StartZygote();

  // The ends: never became ready, was lost, ended as asked. Each calls the client last and may destroy `this`.
  void Fail(StepFailure failure);
  void Lose(const StepFailure& why);
  void FinishShutdown();
  void Release();

  boost::asio::io_context& loop_;
  const HostOptions options_;
  CompartmentClient& client_;

  State state_ = State::kStarting;
  std::string step_ = "spawn";  // that stage 0 or init is in
  bool announcing_ = false;     // stage 0 is about to tell who init is
  bool init_ready_ = false;
  bool init_known_ = false;
  CompartmentReport report_;

  pid_t stage_zero_pid_ = 0;
  int init_pid_ = 0;
  int zygote_pid_ = 0;
  std::unique_ptr<ChildWatch> stage_zero_;
  std::unique_ptr<ChildWatch> init_;
  std::unique_ptr<PacketSocket> init_socket_;
  UniqueFd first_zygote_socket_;  // until init is ready
  std::function<void()> on_shutdown_;
  SpawnQueue spawns_;
  Deadline step_deadline_;
  Deadline zygote_retry_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_LIVE_COMPARTMENT_H_
