// FakeCompartment: gives out renderers that are a test's own: the far ends of the sockets stay in this process, the pidfd is
// an eventfd that the test makes readable when the renderer shall be dead.
#ifndef BULKHEAD_TESTS_UNIT_BROWSER_FAKE_COMPARTMENT_H_
#define BULKHEAD_TESTS_UNIT_BROWSER_FAKE_COMPARTMENT_H_

#include <sys/eventfd.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "browser/compartment/compartment.h"

namespace bulkhead {

class FakeCompartment final : public Compartment {
 public:
  struct Request {
    SpawnDescriptors descriptors;
    std::function<void(SpawnOutcome)> done;
  };

  FakeCompartment(boost::asio::io_context& loop, CompartmentClient& client, std::deque<Request>& requests)
      : loop_(loop), client_(client), requests_(requests) {
    boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        CompartmentReport report;
        report.layers = {{"root", "applied"}, {"no_new_privs", "applied"}, {"seccomp", "applied"}};
        client_.OnCompartmentReady(report);
      }
    });
  }

  void Spawn(SpawnDescriptors descriptors, std::function<void(SpawnOutcome)> done) override {
    requests_.push_back({std::move(descriptors), std::move(done)});
  }
  void Shutdown(std::function<void()> done) override { boost::asio::post(loop_, std::move(done)); }
  void KillNow() override {}
  int init_pid() const override { return 0; }
  int zygote_pid() const override { return 0; }

  CompartmentClient& client() { return client_; }

 private:
  boost::asio::io_context& loop_;
  CompartmentClient& client_;
  std::deque<Request>& requests_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_BROWSER_FAKE_COMPARTMENT_H_
