// HostFixture: a real host with real renderers, its events kept in order. Ends it and takes the census after each test.
#ifndef BULKHEAD_TESTS_INTEGRATION_HOST_HOST_FIXTURE_H_
#define BULKHEAD_TESTS_INTEGRATION_HOST_HOST_FIXTURE_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "browser/host/host.h"
#include "tests/support/census.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {

class HostFixture : public testing::Test {
 protected:
  HostFixture();
  ~HostFixture() override;

  // With the renderer program of the build and best-effort sandbox.
  void Start(HostOptions options = {});
  TabId Open(const std::string& name = "page.html", std::string_view html = "<!doctype html><p>hello</p>");
  // Runs the loop until `done` holds; fails the test after `bound`.
  bool RunUntil(const std::function<bool()>& done, Duration bound = std::chrono::seconds(20));
  bool RunUntilState(TabId tab, TabState state, Duration bound = std::chrono::seconds(20));
  Summary Shutdown();

  template <class Body>
  std::vector<Body> All(TabId tab) const {
    std::vector<Body> all;
    for (const Event& event : events_) {
      if (const Body* body = std::get_if<Body>(&event.body); body != nullptr && body->tab == tab) {
        all.push_back(*body);
      }
    }
    return all;
  }
  template <class Body>
  const Body* Last(TabId tab) const {
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
      if (const Body* body = std::get_if<Body>(&event->body); body != nullptr && body->tab == tab) {
        return body;
      }
    }
    return nullptr;
  }
  template <class Body>
  size_t Count() const {
    size_t count = 0;
    for (const Event& event : events_) {
      count += std::holds_alternative<Body>(event.body) ? 1 : 0;
    }
    return count;
  }
  // "starting live gone restarting starting live": the life of one tab in words.
  std::string Story(TabId tab) const;
  // The browser's child: init of the compartment. 0 if there is none.
  pid_t InitPid() const;
  // Children of init that are no renderer of `tabs`: the zygote is the one that has no tab.
  std::vector<pid_t> ChildrenOf(pid_t pid) const;

  static HostOptions Options();

  const Census before_ = Census::Take();
  TempDir directory_;
  SteadyClock clock_;
  std::optional<boost::asio::io_context> loop_;
  std::unique_ptr<Host> host_;
  std::vector<Event> events_;
  std::optional<UserError> fatal_;
  std::optional<Summary> summary_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_INTEGRATION_HOST_HOST_FIXTURE_H_
