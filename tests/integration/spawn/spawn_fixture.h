// SpawnFixture: a compartment with the test as its browser. Runs the loop until something has happened; a generous real
// deadline turns "never" into a failure.
#ifndef BULKHEAD_TESTS_INTEGRATION_SPAWN_SPAWN_FIXTURE_H_
#define BULKHEAD_TESTS_INTEGRATION_SPAWN_SPAWN_FIXTURE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "browser/compartment/compartment.h"
#include "control.pb.h"
#include "ipc/crash_area.h"
#include "ipc/os/clock.h"
#include "ipc/os/memfd.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// What a host keeps of a renderer, as far as the chain needs it.
struct TestRenderer {
  SpawnOutcome outcome;
  UniqueFd control;
  UniqueFd frames;
  UniqueFd log;
  SharedMapping area;
  const CrashArea& crash_area() const { return *reinterpret_cast<const CrashArea*>(area.bytes().data()); }
};

class SpawnFixture : public ::testing::Test, public CompartmentClient {
 protected:
  SpawnFixture();
  ~SpawnFixture() override;

  void OnCompartmentReady(const CompartmentReport& report) override { report_ = report; }
  void OnCompartmentFailed(const StepFailure& failure) override { failure_ = failure; }
  void OnCompartmentLost() override { lost_ = true; }
  void OnRendererExited(const RendererExit& exit) override { exits_.push_back(exit); }

  // Starts a compartment; true when it became ready, false when it failed (failure_).
  bool Start();
  void Begin();
  // Queues a request; the outcome appears in the renderer.
  std::shared_ptr<TestRenderer> RequestRenderer();
  bool Answered(const TestRenderer& renderer) const { return renderer.outcome.ok || !renderer.outcome.failure.step.empty(); }
  // A renderer that said Hello; fails the test otherwise. Asks once more where the zygote died with the request.
  std::shared_ptr<TestRenderer> SpawnLive();
  // The first frame on its control channel, as Hello. nullopt: end of stream or deadline.
  std::optional<control::Hello> WaitHello(TestRenderer& renderer);
  bool WaitUntil(const std::function<bool()>& condition, Duration limit = std::chrono::seconds(20));
  // Forks; the child runs `body` as a browser of its own and gives back what it says (empty: it died). For what changes a
  // process for good.
  std::string RunInChild(const std::function<std::string()>& body);
  // Waits for a descendant of this name and gives its pid; 0 after the deadline.
  pid_t WaitDescendant(const std::string& name);
  bool Exited(const TestRenderer& renderer) const;
  // Ends the compartment in order and asserts that no descendant is left.
  void EndAndExpectNothingLeft();

  HostOptions options_;
  SteadyClock clock_;
  boost::asio::io_context loop_;
  std::optional<CompartmentReport> report_;
  std::optional<StepFailure> failure_;
  bool lost_ = false;
  std::vector<RendererExit> exits_;
  std::unique_ptr<Compartment> compartment_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_INTEGRATION_SPAWN_SPAWN_FIXTURE_H_
