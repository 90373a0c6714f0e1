// Each fault strikes in a process of its own.
#include "renderer/faults/fault_injector.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <string>

#include "renderer/faults/forbidden_calls.h"
#include "renderer/faults/strikes.h"
#include "renderer/faults/wire_strikes.h"
#include "tests/unit/renderer/fault_injector_fixture.h"

namespace bulkhead {
namespace {

TEST_F(FaultInjectorTest, AnUnknownNameOrAWrongValueIsOneSentence) {
  browser_->Navigate(1, "crash.nothing");
  EXPECT_TRUE(browser_->Take<control::Console>()->text().starts_with("there is no fault 'crash.nothing'; there are: "));
  browser_->Navigate(1, "exit.code code 300");
  EXPECT_EQ(browser_->Take<control::Console>()->text(), "exit.code: code cannot be '300'; valid: 1 to 255");
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(Alive());
}

TEST_F(FaultInjectorTest, SegvWritesThroughNull) {
  Strike("crash.segv", "crash.segv(kind=null)");
  EXPECT_EQ(WaitForEnd(), 128 + SIGSEGV);
  EXPECT_STREQ(area()->injected_fault, "crash.segv(kind=null)");
  EXPECT_EQ(area()->records[0].state, CrashRecord::kComplete);
  EXPECT_EQ(area()->records[0].signal, SIGSEGV);
  EXPECT_EQ(area()->records[0].address, 0u);
}

TEST_F(FaultInjectorTest, SegvWritesThroughAWildPointer) {
  Strike("crash.segv kind wild", "crash.segv(kind=wild)");
  EXPECT_EQ(WaitForEnd(), 128 + SIGSEGV);
  EXPECT_EQ(area()->records[0].address, kWildAddress);
}

TEST_F(FaultInjectorTest, AbortAborts) {
  Strike("crash.abort", "crash.abort");
  EXPECT_EQ(WaitForEnd(), 128 + SIGABRT);
  EXPECT_EQ(area()->records[0].signal, SIGABRT);
}

TEST_F(FaultInjectorTest, OneFromTheBrowserIsTheSame) {
  browser_->Navigate(7, "no.fault");
  EXPECT_TRUE(browser_->Take<control::PageLoaded>());
  browser_->InjectFault(7, "exit.code ( code = 9 )");
  const auto fired = browser_->Take<control::FaultFired>();
  ASSERT_TRUE(fired);
  EXPECT_EQ(fired->page(), 7u);
  EXPECT_EQ(fired->fault(), "exit.code(code=9)");
  EXPECT_EQ(WaitForEnd(), 9);
}

TEST_F(FaultInjectorTest, OneFromTheBrowserThatCannotBeIsAnErrorOfThePage) {
  browser_->Navigate(7, "no.fault");
  EXPECT_TRUE(browser_->Take<control::PageLoaded>());
  for (const auto& [fault, why] : {std::pair("exit.code(code=300)", "no fault: exit.code: code cannot be '300'; valid: 1 to 255"),
                                   std::pair("renderer.kill", "no fault: renderer.kill is done from outside: bulkhead run --fault")}) {
    browser_->InjectFault(7, fault);
    const auto error = browser_->Take<control::ScriptError>();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->message(), why);
    EXPECT_EQ(error->source(), fault);
  }
  browser_->InjectFault(8, "exit.code(code=9)");  // a page that there is not
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(Alive());
}

class ThreadFaultTest : public FaultInjectorTest, public testing::WithParamInterface<const char*> {
 protected:
  // The record of the thread that crashed; the others were stopped for theirs.
  const CrashRecord* Crashed() {
    const auto found = std::ranges::find_if(
        area()->records, [](const CrashRecord& record) { return record.role == CrashRecord::kCrashed; });
    return found != std::end(area()->records) ? &*found : nullptr;
  }
};

TEST_P(ThreadFaultTest, AnExceptionThatNobodyCatchesHasItsWords) {
  const std::string thread = GetParam();
  Strike("crash.exception thread " + thread, "crash.exception(thread=" + thread + ")",
         thread == "worker" ? "workers" : thread);
  EXPECT_EQ(WaitForEnd(), 128 + SIGABRT);
  const CrashRecord* record = Crashed();
  ASSERT_NE(record, nullptr);
  EXPECT_TRUE(std::string(record->thread_name).starts_with(thread));
  EXPECT_STREQ(record->message, "nobody catches this");
  EXPECT_EQ(record->remarks, CrashRecord::kUncaughtException);
}

INSTANTIATE_TEST_SUITE_P(Threads, ThreadFaultTest, testing::Values("main", "compositor", "worker"));

#ifndef BULKHEAD_SANITIZED  // AddressSanitizer has an allocator of its own, and the last word
TEST_F(FaultInjectorTest, ADoubleFreeIsTheAllocatorsAbort) {
  Strike("crash.double_free", "crash.double_free");
  EXPECT_EQ(WaitForEnd(), 128 + SIGABRT);
  EXPECT_NE(std::string(area()->records[0].message).find("double free"), std::string::npos);
}
#endif

TEST_F(FaultInjectorTest, TwoThreadsCrashAtOnceAndBothAreRecorded) {
  Strike("crash.two_threads", "crash.two_threads");
  EXPECT_EQ(WaitForEnd(), 128 + SIGSEGV);
  EXPECT_EQ(area()->crashes, 2u);
  EXPECT_EQ(std::ranges::count_if(area()->records, [](const CrashRecord& record) {
              return record.role == CrashRecord::kCrashed && record.state == CrashRecord::kComplete;
            }), 2);
}

class StackOverflowTest : public FaultInjectorTest, public testing::WithParamInterface<const char*> {};

TEST_P(StackOverflowTest, EndsBelowTheStackOfThatThread) {
  const std::string thread = GetParam();
  Strike("crash.stack_overflow thread " + thread, "crash.stack_overflow(thread=" + thread + ")",
         thread == "worker" ? "workers" : thread);
  EXPECT_EQ(WaitForEnd(), 128 + SIGSEGV);
  for (const CrashRecord& record : area()->records) {
    if (record.state == CrashRecord::kComplete && record.role == CrashRecord::kCrashed) {
      EXPECT_TRUE(std::string(record.thread_name).starts_with(thread));
      EXPECT_EQ(record.signal, SIGSEGV);
      // Within the guard, or the gap that the kernel keeps below a main stack (1 MiB).
      EXPECT_LT(record.address, record.stack_low + 64 * 1024);
      return;
    }
  }
  ADD_FAILURE() << "no record";
}

INSTANTIATE_TEST_SUITE_P(Threads, StackOverflowTest, testing::Values("main", "compositor", "worker"));

TEST_F(FaultInjectorTest, SilentExitSaysNoGoodbye) {
  Strike("exit.silent", "exit.silent(code=0)");
  EXPECT_EQ(WaitForEnd(), 0);
  EXPECT_FALSE(browser_->Take<control::Goodbye>());
  EXPECT_EQ(browser_->end()->kind, ChannelEnd::Kind::kPeerClosed);
}

TEST_F(FaultInjectorTest, ExitCodeIsThatCode) {
  Strike("exit.code code 77", "exit.code(code=77)");
  EXPECT_EQ(WaitForEnd(), 77);
}

TEST_F(FaultInjectorTest, SpinUsesItsCoreAndAnswersNothing) {
  Strike("hang.main.spin", "hang.main.spin");
  browser_->channel().Send(control::Ping());
  const long ticks = StateAndTicks().second;
  EXPECT_TRUE(Poll([&] { return StateAndTicks().second >= ticks + 10; }));
  EXPECT_TRUE(browser_->TakeAll<control::Pong>().empty());
  EXPECT_TRUE(Alive());
}

TEST_F(FaultInjectorTest, BlockSleepsAndAnswersNothing) {
  Strike("hang.main.block", "hang.main.block");
  EXPECT_TRUE(Poll([&] { return StateAndTicks().first == 'S'; }));
  browser_->channel().Send(control::Ping());
  browser_->Poll();
  pollfd answer{browser_->channel().native_handle(), POLLIN, 0};
  EXPECT_EQ(::poll(&answer, 1, 200), 0);
  EXPECT_EQ(StateAndTicks().first, 'S');
}

TEST_F(FaultInjectorTest, BombTakesMemoryAndAnswersNothing) {
  const long before = StatusKib("RssAnon");
  Strike("memory.bomb mib_per_s 500", "memory.bomb(mib_per_s=500)");
  browser_->channel().Send(control::Ping());
  EXPECT_TRUE(Poll([&] { return StatusKib("RssAnon") > before + 48 * 1024; }));
  EXPECT_TRUE(browser_->TakeAll<control::Pong>().empty());
}

TEST_F(FaultInjectorTest, LeakTakesMemoryWhileThePageGoesOn) {
  const long before = StatusKib("RssAnon");
  Strike("memory.leak mib_per_s 200", "memory.leak(mib_per_s=200)");
  EXPECT_TRUE(browser_->Take<control::PageLoaded>()) << "inject() returned to the page";
  EXPECT_TRUE(Poll([&] { return StatusKib("RssAnon") > before + 20 * 1024; }));
  EXPECT_TRUE(browser_->Sync());
}

TEST_F(FaultInjectorTest, GarbageIsNoHeader) {
  Strike("wire.garbage", "wire.garbage");
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->end().has_value(); }));
  EXPECT_EQ(browser_->end()->kind, ChannelEnd::Kind::kBadMessage);
  EXPECT_EQ(browser_->end()->rule, BadMessageRule::kHeader);
}

TEST_F(FaultInjectorTest, OversizeIsRefusedByItsHeader) {
  Strike("wire.oversize", "wire.oversize");
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->end().has_value(); }));
  EXPECT_EQ(browser_->end()->rule, BadMessageRule::kOversize);
}

TEST_F(FaultInjectorTest, TruncateThenCloseEndsInsideAFrameAndLivesOn) {
  Strike("wire.truncate_then_close", "wire.truncate_then_close");
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->end().has_value(); }));
  EXPECT_EQ(browser_->end()->rule, BadMessageRule::kTruncated);
  EXPECT_TRUE(Poll([&] { return StateAndTicks().first == 'S'; }));
  EXPECT_TRUE(Alive());
}

TEST_F(FaultInjectorTest, ClosingControlLivesOn) {
  Strike("channel.close", "channel.close(channel=control)");
  EXPECT_TRUE(browser_->RunUntil([&] { return browser_->end().has_value(); }));
  EXPECT_EQ(browser_->end()->kind, ChannelEnd::Kind::kPeerClosed);
  EXPECT_TRUE(Poll([&] { return StateAndTicks().first == 'S'; }));
  EXPECT_TRUE(Alive());
}

TEST_F(FaultInjectorTest, ClosingFramesLivesOn) {
  Strike("channel.close channel frames", "channel.close(channel=frames)", "compositor");
  pollfd end{frames_.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&end, 1, 30'000), 1);
  char byte;
  EXPECT_EQ(::recv(frames_.get(), &byte, 1, MSG_DONTWAIT), 0);
  EXPECT_TRUE(browser_->Sync());
}

TEST_F(FaultInjectorTest, NeverReadAsksOnAndLetsAnswersPileUp) {
  Strike("channel.never_read", "channel.never_read", "main", "interface");
  size_t asked = 0;
  const auto answer = [&] {
    for (const auto& request : browser_->TakeAll<control::ResourceRequest>()) {
      EXPECT_EQ(request.page(), 7u);
      ++asked;
      control::ResourceReply reply;
      reply.set_page(7);
      reply.set_request(request.request());
      reply.set_status(control::RESOURCE_NOT_FOUND);
      browser_->channel().Send(reply);
    }
    EXPECT_FALSE(browser_->end()) << NameOf(browser_->end()->rule);
  };
  EXPECT_TRUE(Poll([&] {
    answer();
    return asked > kNeverReadAtOnce + 50u || browser_->end();
  }));
  int unread = 0;
  EXPECT_EQ(::ioctl(browser_->channel().native_handle(), SIOCOUTQ, &unread), 0);
  EXPECT_GT(unread, 0);
  EXPECT_TRUE(Alive());
}

TEST(NeverReader, StaysWithinTheContractBesideHonestRequests) {
  const MessageContract& contract = ContractOf<control::ResourceRequest>();
  EXPECT_LE(kNeverReadAtOnce + kResourceRequestLimit.burst, contract.burst);
  EXPECT_LE(kNeverReadPerStep / std::chrono::duration<double>(kNeverReadStep).count() +
                kResourceRequestLimit.per_second,
            contract.per_second);
}

TEST(FaultLimit, StaysWithinTheContract) {
  const MessageContract& contract = ContractOf<control::FaultFired>();
  EXPECT_LE(kFaultLimit.burst, contract.burst);
  EXPECT_LE(kFaultLimit.per_second, contract.per_second);
}

#ifndef __SANITIZE_THREAD__  // its runtime's own thread does not survive a raw clone or fork
// No filter stands here: each comes back, and says with what.
class ForbiddenCallTest : public FaultInjectorTest, public testing::WithParamInterface<std::string_view> {};

TEST_P(ForbiddenCallTest, TellsWhatTheKernelSaid) {
  const std::string name(GetParam());
  Strike("syscall.forbidden name " + name, "syscall.forbidden(name=" + name + ")");
  const auto answer = browser_->Take<control::FaultFired>();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->evidence().starts_with(name + ": ")) << answer->evidence();
  EXPECT_TRUE(browser_->Sync());
  EXPECT_TRUE(Alive());
}

INSTANTIATE_TEST_SUITE_P(Calls, ForbiddenCallTest, testing::ValuesIn(kForbiddenCalls),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(FaultInjectorTest, AForeignAbiIsAskedForGetpid) {
  Strike("syscall.abi32", "syscall.abi32(abi=x32)");
  const auto answer = browser_->Take<control::FaultFired>();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->evidence().starts_with("x32: ")) << answer->evidence();
  EXPECT_TRUE(Alive());
}
#endif

}  // namespace
}  // namespace bulkhead
