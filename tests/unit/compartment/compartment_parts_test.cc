// The browser's side without a compartment: configuration, reaping, packets.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/compartment/child_watch.h"
#include "browser/compartment/compartment_config.h"
#include "browser/compartment/compartment_report.h"
#include "browser/compartment/packet_socket.h"
#include "browser/compartment/pidfd.h"
#include "browser/compartment/zygote_link.h"
#include "ipc/os/socket_pair.h"
#include "tests/support/skip.h"

namespace bulkhead {
namespace {

TEST(CompartmentConfigTest, CarriesWhatTheOptionsSay) {
  HostOptions options;
  options.sandbox = SandboxMode::kBestEffort;
  options.disabled_layers = {"net"};
  options.workers = 3;
  options.faults = true;
  options.pause_at = {"root"};
  const spawn::Config config = MakeConfig(options, "0.1-abc", "1000", "1001");
  EXPECT_EQ(config.mode(), spawn::Config::BEST_EFFORT);
  EXPECT_EQ(config.disabled_layers(0), "net");
  EXPECT_EQ(config.workers(), 3u);
  EXPECT_EQ(config.build(), "0.1-abc");
  EXPECT_EQ(config.pause_at(0), "root");
  EXPECT_EQ(config.drop_uid(), 1000u);
  EXPECT_EQ(config.drop_gid(), 1001u);
  EXPECT_FALSE(config.learning());
  options.learning = true;
  EXPECT_TRUE(MakeConfig(options, "b", nullptr, nullptr).learning());
}

TEST(CompartmentReportTest, HasWhatInitSaysOfACall) {
  spawn::InitEvent::LearnedCall call;
  call.set_pid(7);
  call.set_kind(2);
  call.set_count(16);
  call.set_tid(9);
  call.set_call(41);
  call.set_architecture(0xc000003e);
  for (uint64_t argument : {1, 2, 3, 4, 5, 6, 7}) {  // one more than there are
    call.add_arguments(argument);
  }
  call.set_policy("{\"socket\"},");
  const CallReport report = ReportOf(call);
  EXPECT_EQ(report.compartment_pid, 7);
  EXPECT_EQ(report.kind, 2u);
  EXPECT_EQ(report.count, 16u);
  EXPECT_FALSE(report.others);
  EXPECT_EQ(report.thread, 9);
  EXPECT_EQ(report.number, 41);
  EXPECT_EQ(report.architecture, 0xc000003e);
  EXPECT_THAT(report.arguments, testing::ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(report.policy, "{\"socket\"},");
}

TEST(CompartmentConfigTest, NoPausesWithoutFaultsAndNoIdsFromNonsense) {
  HostOptions options;
  options.pause_at = {"root"};
  EXPECT_EQ(MakeConfig(options, "b", nullptr, nullptr).pause_at_size(), 0);
  for (const char* uid : {"", "0", "12x", "-1", "99999999999"}) {
    const spawn::Config config = MakeConfig(options, "b", uid, "1000");
    EXPECT_EQ(config.drop_uid(), 0u) << uid;
    EXPECT_EQ(config.drop_gid(), 0u) << uid;
  }
  EXPECT_FALSE(MakeConfig(options, "b", nullptr, nullptr).SerializeAsString().empty());
}

pid_t ForkAndExit(int code) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(code);
  }
  return pid;
}

pid_t ForkAndPause() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    for (;;) {
      ::pause();
    }
  }
  return pid;
}

TEST(PidfdTest, TellsThePidAndReapsOnce) {
  const pid_t pid = ForkAndPause();
  const UniqueFd pidfd = OpenPidfd(pid).value();
  EXPECT_EQ(PidOfPidfd(pidfd.get()), pid);
  EXPECT_FALSE(ReapPidfd(pidfd.get()).done);
  KillPidfd(pidfd.get());
  Reaped reaped;
  while (!(reaped = ReapPidfd(pidfd.get())).done) {
  }
  EXPECT_TRUE(reaped.known);
  EXPECT_TRUE(WIFSIGNALED(reaped.status));
  EXPECT_EQ(WTERMSIG(reaped.status), SIGKILL);
  EXPECT_EQ(PidOfPidfd(pidfd.get()), 0);
  const Reaped again = ReapPidfd(pidfd.get());
  EXPECT_TRUE(again.done);
  EXPECT_FALSE(again.known);
  KillPidfd(pidfd.get());
}

TEST(PidfdTest, TellsHowItEndedOnceItIsReaped) {
  for (const int code : {0, 7}) {
    const pid_t pid = ForkAndExit(code);
    const UniqueFd pidfd = OpenPidfd(pid).value();
    pollfd dead{pidfd.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&dead, 1, -1), 1);
    const Result<int> unreaped = WaitStatusOfReaped(pidfd.get());
    ASSERT_FALSE(unreaped);
    ASSERT_TRUE(ReapPidfd(pidfd.get()).known);
    if (unreaped.error().value() == ENOTTY || unreaped.error().value() == EINVAL) {
      BULKHEAD_SKIP("PIDFD_GET_INFO came with Linux 6.15");
    }
    EXPECT_EQ(unreaped.error().value(), ESRCH);
    const Result<int> status = WaitStatusOfReaped(pidfd.get());
    if (!status && status.error().value() == ESRCH) {
      BULKHEAD_SKIP("PIDFD_INFO_EXIT came with Linux 6.15");
    }
    ASSERT_TRUE(status) << status.error().message();
    EXPECT_EQ(*status, code << 8);
  }
}

TEST(PidfdTest, WhatIsNoPidfdTellsNothing) {
  const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(WaitStatusOfReaped(file.get()).error().value(), ENOTTY);
}

TEST(ChildWatchTest, TellsTheEndOnce) {
  boost::asio::io_context loop;
  std::optional<Reaped> end;
  std::optional<ChildWatch> watch;
  watch.emplace(loop, OpenPidfd(ForkAndExit(7)).value(), [&](const Reaped& reaped) {
    end = reaped;
    watch.reset();
  });
  loop.run();
  ASSERT_TRUE(end && end->known);
  EXPECT_EQ(WEXITSTATUS(end->status), 7);
}

TEST(ChildWatchTest, AChildThatTheApplicationReapedEndsUnknown) {
  boost::asio::io_context loop;
  const pid_t pid = ForkAndExit(0);
  UniqueFd pidfd = OpenPidfd(pid).value();
  ASSERT_EQ(::waitpid(-1, nullptr, 0), pid);
  std::optional<Reaped> end;
  ChildWatch watch(loop, std::move(pidfd), [&](const Reaped& reaped) { end = reaped; });
  loop.run();
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->known);
}

TEST(ChildWatchTest, AbandonedItKillsAndReaps) {
  boost::asio::io_context loop;
  const pid_t pid = ForkAndPause();
  bool told = false;
  {
    ChildWatch watch(loop, OpenPidfd(pid).value(), [&](const Reaped&) { told = true; });
  }
  loop.run();
  EXPECT_FALSE(told);
  EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(ChildWatchTest, AGroupIsReapedWithoutKnowingItsPids) {
  boost::asio::io_context loop;
  const pid_t leader = ::fork();
  if (leader == 0) {
    ::setpgid(0, 0);
    ::_exit(0);
  }
  ::setpgid(leader, leader);
  ReapGroupInBackground(loop, leader);
  loop.run();
  EXPECT_EQ(::waitpid(leader, nullptr, WNOHANG), -1);
}

class PacketSocketTest : public testing::Test {
 protected:
  PacketSocketTest() {
    SocketPair pair = CreateSocketPair(SOCK_SEQPACKET).value();
    far_ = std::move(pair.theirs);
    near_.emplace(loop_, std::move(pair.ours), [this](Packet& packet) { packets_.push_back(packet.payload); },
                  [this] { ++ends_; });
    near_->Start();
  }
  boost::asio::io_context loop_;
  UniqueFd far_;
  std::optional<PacketSocket> near_;
  std::vector<std::string> packets_;
  int ends_ = 0;
};

TEST_F(PacketSocketTest, WhatArrivedComesBeforeTheEndAndTheEndOnce) {
  ASSERT_TRUE(SendPacket(far_.get(), std::string("one")));
  ASSERT_TRUE(SendPacket(far_.get(), std::string("two")));
  far_.Reset();
  loop_.run();
  EXPECT_THAT(packets_, testing::ElementsAre("one", "two"));
  EXPECT_EQ(ends_, 1);
  near_->Send("late");
  near_->Drain();
  EXPECT_EQ(ends_, 1);
}

TEST_F(PacketSocketTest, WhatTheOtherEndDoesNotTakeYetIsQueuedInOrder) {
  const std::string large(60'000, 'x');
  for (int i = 0; i < 20; ++i) {
    near_->Send(std::to_string(i) + large);
  }
  for (int i = 0; i < 20; ++i) {
    Result<Packet> packet = ReceivePacket(far_.get());
    while (!packet && packet.error().value() == EAGAIN) {
      loop_.run_one();
      packet = ReceivePacket(far_.get());
    }
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->payload.substr(0, packet->payload.find('x')), std::to_string(i));
  }
}

TEST_F(PacketSocketTest, ShutDownForWritingItStillReads) {
  near_->ShutdownWrites();
  EXPECT_EQ(ReceivePacket(far_.get()).error().value(), EPIPE);
  ASSERT_TRUE(SendPacket(far_.get(), std::string("last words")));
  far_.Reset();
  loop_.run();
  EXPECT_THAT(packets_, testing::ElementsAre("last words"));
}

class ZygoteLinkTest : public testing::Test {
 protected:
  ZygoteLinkTest() {
    SocketPair pair = CreateSocketPair(SOCK_SEQPACKET).value();
    far_ = std::move(pair.theirs);
    link_.emplace(loop_, std::move(pair.ours), clock_,
                  ZygoteLink::Handlers{[this](int pid) { spawned_.push_back(pid); }, [this] { ++ends_; }});
  }
  void Ask() {
    const UniqueFd any(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    SpawnDescriptors descriptors;
    for (UniqueFd* fd : {&descriptors.control, &descriptors.frames, &descriptors.crash_area, &descriptors.log_pipe}) {
      fd->Reset(::dup(any.get()));
    }
    link_->Spawn(std::move(descriptors), [this](SpawnOutcome outcome) { outcomes_.push_back(std::move(outcome)); });
  }
  void Reply(uint64_t id, int error, std::vector<int> descriptors) {
    spawn::SpawnReply reply;
    reply.set_id(id);
    reply.set_error(error);
    reply.set_pid(7);
    reply.set_step("clone");
    ASSERT_TRUE(SendPacket(far_.get(), reply.SerializeAsString(), descriptors));
  }
  boost::asio::io_context loop_;
  SteadyClock clock_;
  UniqueFd far_;
  std::optional<ZygoteLink> link_;
  std::vector<SpawnOutcome> outcomes_;
  std::vector<int> spawned_;
  int ends_ = 0;
};

TEST_F(ZygoteLinkTest, ARequestCarriesFourDescriptorsAndItsReplyAPidfd) {
  Ask();
  Result<Packet> request = ReceivePacket(far_.get());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->descriptors.size(), 4u);
  const pid_t pid = ForkAndPause();
  const UniqueFd pidfd = OpenPidfd(pid).value();
  Reply(1, 0, {pidfd.get()});
  loop_.run_one();
  ASSERT_EQ(outcomes_.size(), 1u);
  EXPECT_TRUE(outcomes_[0].ok);
  EXPECT_EQ(outcomes_[0].renderer.compartment_pid, 7);
  EXPECT_EQ(outcomes_[0].renderer.host_pid, pid);
  EXPECT_THAT(spawned_, testing::ElementsAre(7));
  EXPECT_FALSE(link_->busy());
  KillPidfd(pidfd.get());
  ::waitpid(pid, nullptr, 0);
}

TEST_F(ZygoteLinkTest, AnErrorIsTheStepsOwn) {
  Ask();
  Reply(1, EAGAIN, {});
  loop_.run_one();
  ASSERT_EQ(outcomes_.size(), 1u);
  EXPECT_FALSE(outcomes_[0].ok);
  EXPECT_EQ(outcomes_[0].failure.step, "clone");
  EXPECT_EQ(outcomes_[0].failure.error, EAGAIN);
  EXPECT_TRUE(spawned_.empty());
}

TEST_F(ZygoteLinkTest, RepliesToNobodyAreDropped) {
  Ask();
  Reply(99, 0, {far_.get()});
  loop_.run_one();
  EXPECT_TRUE(outcomes_.empty());
  EXPECT_TRUE(link_->busy());
}

TEST_F(ZygoteLinkTest, WhatADeadZygoteHadAnsweredComesFirst) {
  Ask();
  Ask();
  Reply(1, EPERM, {});
  far_.Reset();
  link_->Drain();
  EXPECT_EQ(outcomes_.size(), 1u);
  EXPECT_EQ(ends_, 1);
  link_->FailAll({"zygote", 0, "the zygote died", false}, true);
  ASSERT_EQ(outcomes_.size(), 2u);
  EXPECT_TRUE(outcomes_[1].zygote_lost);
  EXPECT_FALSE(link_->oldest());
}

}  // namespace
}  // namespace bulkhead
