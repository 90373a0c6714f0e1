// The host against a compartment that learns: whose a call is, and when it is told.
#include <linux/audit.h>

#include <string>
#include <vector>

#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

class HostLearningTest : public FakeHostFixture {
 protected:
  static CallReport SocketCalls(const FakeRenderer& renderer, uint64_t count) {
    CallReport report;
    report.compartment_pid = renderer.pid();
    report.count = count;
    report.thread = renderer.pid() + 1;
    report.number = 41;
    report.architecture = AUDIT_ARCH_X86_64;
    report.arguments = {2, 1, 0, 0, 0, 0};
    report.policy = "{\"socket\"},";
    return report;
  }
  // A thread of the renderer, as init numbers both.
  void ShowThread(const FakeRenderer& renderer, const std::string& name) {
    const auto numbers = [](int pid) { return "NSpid:\t" + std::to_string(1000 + pid) + "\t" + std::to_string(pid) + "\t1\n"; };
    SandboxSight sight = FiveThreads();
    sight.process += numbers(renderer.pid());
    sight.threads[1] = "Name:\t" + name + "\nThreads:\t5\nNoNewPrivs:\t1\nSeccomp:\t2\n" + numbers(renderer.pid() + 1);
    sandbox_ = sight;
  }
  void EndHost() {
    bool ended = false;
    host_->Shutdown([&](const Summary&) { ended = true; });
    RunUntil([&] { return ended; });
  }
};

TEST_F(HostLearningTest, ACallIsToldOnceBeforeTheSummary) {
  FakeRenderer& renderer = StartLive();
  ShowThread(renderer, "worker-1");
  for (const uint64_t count : {1, 2, 4, 6}) {
    compartment_->client().OnCallLearned(SocketCalls(renderer, count));
  }
  EXPECT_TRUE(All<SandboxCall>().empty());
  End(renderer, Exited(3));
  EndHost();
  const auto calls = All<SandboxCall>();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].tab, 1u);
  EXPECT_EQ(calls[0].generation, 1u);
  EXPECT_EQ(calls[0].syscall, "socket");
  EXPECT_EQ(calls[0].abi, "native");
  EXPECT_EQ(calls[0].thread, "worker-1");
  EXPECT_EQ(calls[0].args, (std::vector<uint64_t>{2, 1, 0, 0, 0, 0}));
  EXPECT_EQ(calls[0].count, 6u);
  EXPECT_EQ(calls[0].policy, "{\"socket\"},");
  ASSERT_GE(events_.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<SandboxCall>(events_[events_.size() - 2].body));
  EXPECT_TRUE(std::holds_alternative<Summary>(events_.back().body));
}

TEST_F(HostLearningTest, ACallOfARendererThatNobodyKnowsIsNobodys) {
  FakeRenderer& renderer = StartLive();
  CallReport report = SocketCalls(renderer, 3);
  report.compartment_pid = 4711;
  report.others = true;
  compartment_->client().OnCallLearned(report);
  End(renderer, Exited(3));
  EndHost();
  const auto calls = All<SandboxCall>();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].tab, 0u);
  EXPECT_EQ(calls[0].syscall, "other calls");
  EXPECT_TRUE(calls[0].args.empty());
  EXPECT_EQ(calls[0].count, 3u);
}

}  // namespace
}  // namespace bulkhead
