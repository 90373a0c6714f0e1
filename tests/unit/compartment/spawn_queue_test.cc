// The requests over all zygotes of a compartment, with zygotes that are the test's own.
#include "browser/compartment/spawn_queue.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/compartment/pidfd.h"
#include "ipc/os/packet.h"
#include "ipc/os/socket_pair.h"
#include "spawn.pb.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class SpawnQueueTest : public testing::Test {
 protected:
  void Make(Duration deadline = 10s) {
    queue_.emplace(loop_, clock_, deadline,
                   SpawnQueue::Handlers{[this] {
                                          ++lost_;
                                          if (on_lost) {
                                            on_lost();
                                          }
                                        },
                                        [this](const RendererExit& exit) { exits_.push_back(exit.compartment_pid); }});
  }
  UniqueFd ConnectZygote() {
    SocketPair pair = CreateSocketPair(SOCK_SEQPACKET).value();
    queue_->Connect(std::move(pair.ours));
    return std::move(pair.theirs);
  }
  void Ask() {
    SpawnDescriptors descriptors;
    for (UniqueFd* fd : {&descriptors.control, &descriptors.frames, &descriptors.crash_area, &descriptors.log_pipe}) {
      fd->Reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    queue_->Spawn(std::move(descriptors), [this](SpawnOutcome outcome) { outcomes_.push_back(std::move(outcome)); });
  }
  // The number of the request that `zygote` has to read; 0: none.
  static uint64_t Requested(const UniqueFd& zygote) {
    Result<Packet> packet = ReceivePacket(zygote.get());
    spawn::SpawnRequest request;
    return packet && request.ParseFromString(packet->payload) ? request.id() : 0;
  }
  // Any pidfd will do.
  void Reply(const UniqueFd& zygote, uint64_t id, int pid) {
    spawn::SpawnReply reply;
    reply.set_id(id);
    reply.set_pid(pid);
    const UniqueFd self = OpenPidfd(::getpid()).value();
    const int number = self.get();
    ASSERT_TRUE(SendPacket(zygote.get(), reply.SerializeAsString(), std::span(&number, 1)));
  }
  void RunUntil(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      loop_.run_one_until(end);
    }
  }
  static RendererExit ExitOf(int pid) {
    RendererExit exit;
    exit.compartment_pid = pid;
    return exit;
  }

  boost::asio::io_context loop_;
  SteadyClock clock_;
  std::function<void()> on_lost;
  int lost_ = 0;
  std::vector<int> exits_;
  std::vector<SpawnOutcome> outcomes_;
  std::optional<SpawnQueue> queue_;
};

TEST_F(SpawnQueueTest, KeepsRequestsUntilThereIsAZygote) {
  Make();
  Ask();
  const UniqueFd zygote = ConnectZygote();
  EXPECT_EQ(Requested(zygote), 1u);
  Reply(zygote, 1, 7);
  RunUntil([this] { return !outcomes_.empty(); });
  EXPECT_TRUE(outcomes_[0].ok);
  EXPECT_THAT(queue_->hosted(), testing::ElementsAre(7));
  queue_->OnExited(ExitOf(7));
  EXPECT_THAT(exits_, testing::ElementsAre(7));
  EXPECT_TRUE(queue_->hosted().empty());
}

TEST_F(SpawnQueueTest, AnExitThatComesFirstWaitsForItsReply) {
  Make();
  Ask();
  const UniqueFd zygote = ConnectZygote();
  queue_->OnExited(ExitOf(7));
  EXPECT_TRUE(exits_.empty());
  Reply(zygote, 1, 7);
  RunUntil([this] { return !exits_.empty(); });
  EXPECT_TRUE(outcomes_.at(0).ok);
  EXPECT_TRUE(queue_->hosted().empty());
}

TEST_F(SpawnQueueTest, AnExitOfNobodysIsDropped) {
  Make();
  const UniqueFd zygote = ConnectZygote();
  queue_->OnExited(ExitOf(9));
  Ask();
  Reply(zygote, 1, 9);  // another process under the same number
  RunUntil([this] { return !outcomes_.empty(); });
  EXPECT_TRUE(exits_.empty());
  EXPECT_THAT(queue_->hosted(), testing::ElementsAre(9));
}

TEST_F(SpawnQueueTest, WhatADeadZygoteTookAlongIsAnsweredBehindItsReplacement) {
  Make();
  UniqueFd first = ConnectZygote();
  Ask();
  UniqueFd second;
  size_t answered_before = 99;
  on_lost = [&] {
    answered_before = outcomes_.size();
    second = ConnectZygote();
  };
  first.Reset();
  RunUntil([this] { return !outcomes_.empty(); });
  EXPECT_EQ(answered_before, 0u);
  EXPECT_TRUE(outcomes_[0].zygote_lost);
  EXPECT_EQ(queue_->zygote_deaths(), 1);
  Ask();
  EXPECT_EQ(Requested(second), 1u);
  Reply(second, 1, 3);
  RunUntil([this] { return outcomes_.size() == 2; });
  EXPECT_EQ(queue_->zygote_deaths(), 0);
}

TEST_F(SpawnQueueTest, AZygoteThatDoesNotAnswerIsGivenUp) {
  Make(20ms);
  const UniqueFd zygote = ConnectZygote();
  Ask();
  RunUntil([this] { return !outcomes_.empty(); });
  EXPECT_EQ(lost_, 1);
  EXPECT_EQ(outcomes_[0].failure.step, "zygote_reply");
  EXPECT_TRUE(outcomes_[0].failure.timeout);
}

TEST_F(SpawnQueueTest, ClosedItMissesNobodyAndAnswersAllAtTheEnd) {
  Make();
  UniqueFd zygote = ConnectZygote();
  Ask();
  Ask();
  queue_->Close();
  Reply(zygote, 1, 7);
  zygote.Reset();
  queue_->Drain();
  EXPECT_EQ(lost_, 0);
  ASSERT_EQ(outcomes_.size(), 1u);
  EXPECT_TRUE(outcomes_[0].ok);
  EXPECT_TRUE(queue_->FailAll({"init", 0, "init is gone", false}));
  ASSERT_EQ(outcomes_.size(), 2u);
  EXPECT_EQ(outcomes_[1].failure.step, "init");
  EXPECT_FALSE(outcomes_[1].zygote_lost);
}

TEST_F(SpawnQueueTest, SaysThatAnAnswerDestroyedIt) {
  Make();
  SpawnQueue* queue = &*queue_;
  queue->Spawn({}, [this](SpawnOutcome) { queue_.reset(); });
  EXPECT_FALSE(queue->FailAll({"init", 0, "", false}));
}

}  // namespace
}  // namespace bulkhead
