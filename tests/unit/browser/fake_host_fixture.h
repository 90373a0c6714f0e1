// FakeHostFixture: a host whose compartment and renderers are the test's own, on a real loop.
#ifndef BULKHEAD_TESTS_UNIT_BROWSER_FAKE_HOST_FIXTURE_H_
#define BULKHEAD_TESTS_UNIT_BROWSER_FAKE_HOST_FIXTURE_H_

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "browser/host/host_impl.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/browser/fake_compartment.h"
#include "tests/unit/browser/fake_renderer.h"

namespace bulkhead {

// As waitpid(2) gives it.
constexpr int Exited(int code) {
  return code << 8;
}

class FakeHostFixture : public testing::Test {
 protected:
  void Start(HostOptions options = Defaults()) {
    host_ = std::make_unique<HostImpl>(
        loop_, options, clock_, [this](const Event& event) {
          events_.push_back(event);
          if (answer_) {
            answer_(event);
          }
        },
        [this](CompartmentClient& client) {
          auto made = std::make_unique<FakeCompartment>(loop_, client, requests_);
          compartment_ = made.get();
          return made;
        },
        4096, [this](int) {
          ++looks_;
          return sandbox_;
        });
  }
  // As many threads as a FakeRenderer says it has, with nothing to find fault with.
  static SandboxSight FiveThreads() {
    const std::string status = "Name:\tfake\nThreads:\t5\nNoNewPrivs:\t1\nSeccomp:\t2\n";
    return {status, std::vector<std::string>(5, status)};
  }
  static HostOptions Defaults() {
    HostOptions options;
    options.viewport_width = 8;
    options.viewport_height = 4;
    options.spare = false;
    options.restart.mode = RestartMode::kNever;
    options.log_level = 6;
    return options;
  }
  void Open() {
    PageSource page;
    page.label = "page.html";
    page.file = directory_.Write("page.html", "<p>hello");
    page.directory = directory_.path();
    UserError error;
    ASSERT_EQ(host_->Open(page, &error), 1u) << error.Line();
  }
  void RunUntil(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      loop_.run_one_until(end);
    }
  }
  // For what shall not happen: whatever is on its way has come by then.
  void RunFor(std::chrono::milliseconds time) {
    RunUntil([end = std::chrono::steady_clock::now() + time] { return std::chrono::steady_clock::now() >= end; });
  }
  // The next renderer that was asked for; answered, but silent.
  FakeRenderer& NextBorn() {
    RunUntil([this] { return !requests_.empty(); });
    FakeRenderer& renderer = Take();
    renderer.Born();
    return renderer;
  }
  FakeRenderer& Take() {
    renderers_.emplace_back(loop_, clock_, std::move(requests_.front()), ++last_pid_);
    requests_.pop_front();
    return renderers_.back();
  }
  FakeRenderer& StartLive(HostOptions options = Defaults()) {
    Start(options);
    Open();
    FakeRenderer& renderer = NextBorn();
    renderer.SayHello(BULKHEAD_BUILD_ID);
    RunUntil([&] { return host_->state(1) == TabState::kLive && renderer.page && renderer.navigate; });
    return renderer;
  }
  void End(FakeRenderer& renderer, int status) {
    renderer.Die();
    compartment_->client().OnRendererExited({renderer.pid(), status, 0, 0, 0, 0});
    RunUntil([this] { return host_->last_death(1) != nullptr || host_->state(1) == TabState::kClosed; });
  }
  // It broke a rule, is killed for it, and the tab says so.
  void ExpectBadMessage(FakeRenderer& renderer, BadMessageRule rule) {
    RunUntil([&] { return renderer.closed(); });
    End(renderer, SIGKILL);
    const TabGone* gone = host_->last_death(1);
    ASSERT_NE(gone, nullptr);
    EXPECT_EQ(gone->cause, Cause::kBadMessage);
    ASSERT_TRUE(gone->detail.rule);
    EXPECT_EQ(gone->detail.rule->first, static_cast<int>(rule)) << gone->detail.rule->second;
    EXPECT_EQ(gone->detail.rule->second, NameOf(rule));
    EXPECT_TRUE(gone->detail.decision);
  }
  frames::FrameReady FrameOf(const FakeRenderer& renderer, uint32_t buffer, uint64_t sequence) {
    frames::FrameReady frame;
    frame.set_page(renderer.page->page());
    frame.set_buffer(buffer);
    frame.set_sequence(sequence);
    frame.set_due(sequence);
    return frame;
  }
  template <class Body>
  std::vector<Body> All() const {
    std::vector<Body> all;
    for (const Event& event : events_) {
      if (const Body* body = std::get_if<Body>(&event.body)) {
        all.push_back(*body);
      }
    }
    return all;
  }

  boost::asio::io_context loop_;
  SteadyClock clock_;
  TempDir directory_;
  std::deque<FakeCompartment::Request> requests_;
  std::list<FakeRenderer> renderers_;
  FakeCompartment* compartment_ = nullptr;
  int last_pid_ = 100;
  std::vector<Event> events_;
  std::function<void(const Event&)> answer_;  // what the application does in an event
  Result<SandboxSight> sandbox_ = FiveThreads();  // what /proc shows of every renderer
  int looks_ = 0;
  std::unique_ptr<HostImpl> host_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_BROWSER_FAKE_HOST_FIXTURE_H_
