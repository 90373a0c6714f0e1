#include "ipc/faults/fault_catalogue.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::HasSubstr;

std::string Text(std::string_view written) {
  const FaultParse parse = ParseFault(written);
  return parse.call ? parse.call->Text() : "error: " + parse.error;
}

TEST(FaultCatalogue, HoldsTheNamesThatScenariosUse) {
  std::set<std::string_view> names;
  for (const FaultEntry& entry : FaultCatalogue()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(entry.how == "real" || entry.how == "interface") << entry.name;
    EXPECT_FALSE(entry.line.empty()) << entry.name;
  }
  EXPECT_EQ(names, (std::set<std::string_view>{
                       "crash.segv", "crash.abort", "crash.stack_overflow", "exit.silent", "exit.code",
                       "crash.exception", "crash.double_free", "crash.in_handler", "crash.two_threads",
                       "hang.main.spin", "hang.main.block", "memory.bomb", "memory.leak", "wire.garbage",
                       "wire.oversize", "wire.truncate_then_close", "channel.close", "channel.never_read",
                       "syscall.forbidden", "syscall.abi32", "renderer.kill", "renderer.stop"}));
}

TEST(FaultCatalogue, DefaultsAreValidAndWrittenOut) {
  for (const FaultEntry& entry : FaultCatalogue()) {
    FaultArguments needed;
    for (const FaultParam& param : entry.params) {
      if (param.fallback.empty()) {
        needed.emplace_back(param.name, std::to_string(param.low));
      } else {
        EXPECT_TRUE(ResolveFault(entry.name, {{std::string(param.name), std::string(param.fallback)}}).call);
      }
    }
    const FaultParse parse = ResolveFault(entry.name, needed);
    ASSERT_TRUE(parse.call) << parse.error;
    const FaultParse again = ParseFault(parse.call->Text());
    ASSERT_TRUE(again.call) << parse.call->Text() << ": " << again.error;
    EXPECT_EQ(again.call->Text(), parse.call->Text());
    EXPECT_EQ(parse.call->Text().find(entry.name), 0u);
  }
}

TEST(FaultCatalogue, ReadsWhatIsWritten) {
  EXPECT_EQ(Text("crash.abort"), "crash.abort");
  EXPECT_EQ(Text("crash.abort()"), "crash.abort");
  EXPECT_EQ(Text("crash.segv"), "crash.segv(kind=null)");
  EXPECT_EQ(Text(" crash.segv ( kind = wild ) "), "crash.segv(kind=wild)");
  EXPECT_EQ(Text("exit.code(code=255)"), "exit.code(code=255)");
  EXPECT_EQ(Text("memory.bomb"), "memory.bomb(mib_per_s=unlimited)");
  EXPECT_EQ(Text("memory.bomb(mib_per_s=100)"), "memory.bomb(mib_per_s=100)");
  EXPECT_EQ(Text("memory.leak"), "memory.leak(mib_per_s=64)");
}

TEST(FaultCatalogue, RefusesWithWhatWouldBeValid) {
  EXPECT_THAT(Text("crash.sigsegv"), HasSubstr("error: there is no fault 'crash.sigsegv'; there are: crash.segv, "));
  EXPECT_THAT(Text(""), HasSubstr("there is no fault ''"));
  EXPECT_EQ(Text("crash.segv(kind=odd)"), "error: crash.segv: kind cannot be 'odd'; valid: null, wild");
  EXPECT_EQ(Text("crash.segv(address=1)"), "error: crash.segv has no parameter 'address'; it has: kind");
  EXPECT_EQ(Text("crash.abort(now=1)"), "error: crash.abort has no parameter 'now'; it has none");
  EXPECT_EQ(Text("exit.code"), "error: exit.code needs code; valid: 1 to 255");
  for (const char* code : {"0", "256", "-1", "1.5", "0x10", "", "99999999999999999999"}) {
    EXPECT_EQ(Text("exit.code(code=" + std::string(code) + ")"),
              "error: exit.code: code cannot be '" + std::string(code) + "'; valid: 1 to 255");
  }
  EXPECT_EQ(Text("memory.bomb(mib_per_s=lots)"),
            "error: memory.bomb: mib_per_s cannot be 'lots'; valid: unlimited or 1 to 65536");
  EXPECT_EQ(Text("exit.code(code=1, code=2)"), "error: exit.code: code is given twice");
  EXPECT_THAT(Text("exit.code(code=1"), HasSubstr("closing bracket"));
  EXPECT_THAT(Text("exit.code(1)"), HasSubstr("'1' is no param=value"));
}

TEST(FaultCatalogue, SaysWhereItStrikes) {
  const auto site = [](std::string_view text) { return std::string(ParseFault(text).call.value().site()); };
  EXPECT_EQ(site("crash.segv"), "main");
  EXPECT_EQ(site("crash.stack_overflow"), "main");
  EXPECT_EQ(site("crash.stack_overflow(thread=compositor)"), "compositor");
  EXPECT_EQ(site("crash.stack_overflow(thread=worker)"), "workers");
  EXPECT_EQ(site("crash.exception(thread=worker)"), "workers");
  EXPECT_EQ(site("channel.close"), "main");
  EXPECT_EQ(site("channel.close(channel=frames)"), "compositor");
}

}  // namespace
}  // namespace bulkhead
