// Looking at a real process: this one.
#include "browser/host/sandbox_verifier.h"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "browser/core/proc_text.h"

namespace bulkhead {
namespace {

class SandboxVerifierTest : public testing::Test {
 protected:
  // A thread more, which looks as if it were filtered.
  SandboxVerifierTest() {
    thread_ = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "Seccomp:\t2");
      std::unique_lock lock(mutex_);
      named_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return over_; });
    });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return named_; });
  }
  ~SandboxVerifierTest() override {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  static uint32_t Threads() {
    return static_cast<uint32_t>(ProcField(ReadSandbox(::getpid())->process, "Threads").value());
  }

  BrowserLog log_{6};  // off
  std::mutex mutex_;
  std::condition_variable changed_;
  bool named_ = false;
  bool over_ = false;
  std::thread thread_;
};

TEST_F(SandboxVerifierTest, ReadsEveryThreadOfAProcess) {
  const Result<SandboxSight> sight = ReadSandbox(::getpid());
  ASSERT_TRUE(sight) << sight.error().message();
  EXPECT_GE(sight->threads.size(), 2u);
  EXPECT_EQ(ProcField(sight->process, "Threads"), sight->threads.size());
  int named = 0;
  for (const std::string& thread : sight->threads) {
    EXPECT_EQ(ProcValues(thread, "Seccomp").size(), 1u);
    EXPECT_EQ(ProcValues(thread, "CapEff").size(), 1u);
    named += ProcValues(thread, "Name").at(0) == "Seccomp:\t2" ? 1 : 0;
  }
  EXPECT_EQ(named, 1);
}

TEST_F(SandboxVerifierTest, NoProcessIsNoSight) {
  EXPECT_EQ(ReadSandbox(0).error().value(), ENOENT);
}

TEST_F(SandboxVerifierTest, JudgesWhatItReads) {
  SandboxVerifier verifier(SandboxMode::kStrict, log_, ReadSandbox);
  EXPECT_EQ(verifier.Verify(::getpid(), Threads(), {}, false).kind, SandboxVerifier::Verdict::Kind::kVerified);
  EXPECT_EQ(verifier.Verify(::getpid(), Threads() - 1, {}, false).kind, SandboxVerifier::Verdict::Kind::kFailed);
  EXPECT_EQ(verifier.Verify(::getpid(), Threads() + 1, {}, false).kind, SandboxVerifier::Verdict::Kind::kUnsettled);
  EXPECT_EQ(verifier.Verify(::getpid(), Threads() + 1, {}, true).kind, SandboxVerifier::Verdict::Kind::kFailed);
  // Some containers put a filter over everything.
  const bool filtered = ProcField(ReadSandbox(::getpid())->process, "Seccomp") == 2;
  verifier.SetLayers({{"seccomp", "applied"}});
  EXPECT_EQ(verifier.Verify(::getpid(), Threads(), {}, false).kind,
            filtered ? SandboxVerifier::Verdict::Kind::kVerified : SandboxVerifier::Verdict::Kind::kFailed);
  // Outside strict a renderer may say that it does without.
  EXPECT_EQ(verifier.Verify(::getpid(), Threads(), {{"seccomp", "refused"}}, false).kind,
            SandboxVerifier::Verdict::Kind::kVerified);
}

}  // namespace
}  // namespace bulkhead
