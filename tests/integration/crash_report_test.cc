// Each way to die, and what its report says: the function that did it, with its file and line.
#include <signal.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bulkhead_program.h"
#include "tests/support/event_schema.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

namespace json = boost::json;

// Names of the threads whose stacks are told so.
std::vector<std::string> Threads(const json::object& report, std::string_view role) {
  std::vector<std::string> threads;
  for (const json::value& stack : report.at("stacks").as_array()) {
    if (stack.at("role") == json::value(json::string(role))) {
      threads.push_back(Text(stack.at("thread")));
    }
  }
  return threads;
}

struct Expectation {
  std::string fault;  // arguments of fault.inject()
  std::string cause;
  std::string signal;
  std::string kind;     // empty: none
  std::string thread;
  std::string function;  // part of the top frame's
  std::string file;      // end of its path
};

class CrashReportTest : public testing::Test {
 protected:
  std::string Page(const std::string& fault) {
    return directory_.Write("fault.html", "<!doctype html><title>A page</title><h1>Hello</h1><script>setTimeout(function () {"
                                          "fault.inject(" + fault + "); }, 1);</script>");
  }
  // Until its only tab is gone and reported; the events of that name.
  static std::map<std::string, json::object> UntilReported(BulkheadProgram program) {
    std::map<std::string, json::object> events;
    for (const char* name : {"tab.gone", "tab.report"}) {
      const json::value event = program.ReadUntil(name);
      EXPECT_TRUE(event.is_object()) << name << ": " << program.Errors();
      events[name] = event.is_object() ? event.get_object() : json::object();
    }
    program.Signal(SIGTERM);
    program.ReadAll();
    EXPECT_EQ(program.Wait(), 0) << program.Errors();
    EXPECT_THAT(StreamErrors(program.lines()), IsEmpty());
    return events;
  }
  std::map<std::string, json::object> RunFault(const std::string& fault) {
    return UntilReported(BulkheadProgram::Start({"run", "--json", "--enable-faults", "--restart=never", Page(fault)}));
  }
  // Runs a page until it is killed for its hang; its report, and the death before it.
  std::map<std::string, json::object> RunHang(const std::string& page) {
    return UntilReported(BulkheadProgram::Start({"run", "--json", "--enable-faults", "--restart=never", "--hang-warn", "500ms",
                                                 "--hang-kill", "1500ms", page},
                                                {.environment = {State()}}));
  }
  // As it was kept.
  json::value Kept(const json::object& report) {
    const ProgramResult shown = RunBulkhead({"reports", "show", Text(report.at("id")), "--json"}, {.environment = {State()}});
    EXPECT_EQ(shown.lines.size(), 1u) << shown.errors;
    return shown.lines.size() == 1 ? json::parse(shown.lines[0]) : json::value();
  }
  std::pair<std::string, std::string> State() const { return {"XDG_STATE_HOME", directory_.path() / "state"}; }
  TempDir directory_;
};

TEST_F(CrashReportTest, TheTopFrameIsTheFunctionThatDidIt) {
  const Expectation expectations[] = {
      {"'crash.segv'", "Signalled", "SIGSEGV", "", "main", "bulkhead::WriteThroughPointer", "renderer/faults/strikes.cc"},
      {"'crash.abort'", "Signalled", "SIGABRT", "", "main", "bulkhead::FaultInjector::Strike",
       "renderer/faults/fault_injector.cc"},
      {"'crash.stack_overflow', {thread: 'main'}", "Signalled", "SIGSEGV", "stack overflow", "main",
       "bulkhead::(anonymous namespace)::Recurse", "renderer/faults/strikes.cc"},
      {"'crash.stack_overflow', {thread: 'compositor'}", "Signalled", "SIGSEGV", "stack overflow", "compositor",
       "bulkhead::(anonymous namespace)::Recurse", "renderer/faults/strikes.cc"},
      {"'crash.stack_overflow', {thread: 'worker'}", "Signalled", "SIGSEGV", "stack overflow", "worker",
       "bulkhead::(anonymous namespace)::Recurse", "renderer/faults/strikes.cc"},
      {"'crash.exception', {thread: 'main'}", "Signalled", "SIGABRT", "uncaught exception", "main", "bulkhead::ThrowToNobody",
       "renderer/faults/strikes.cc"},
      {"'crash.exception', {thread: 'compositor'}", "Signalled", "SIGABRT", "uncaught exception", "compositor",
       "bulkhead::ThrowToNobody", "renderer/faults/strikes.cc"},
      {"'crash.exception', {thread: 'worker'}", "Signalled", "SIGABRT", "uncaught exception", "worker",
       "bulkhead::ThrowToNobody", "renderer/faults/strikes.cc"},
      {"'crash.double_free'", "Signalled", "SIGABRT", "double free", "main", "bulkhead::FreeTwice",
       "renderer/faults/strikes.cc"},
      {"'crash.in_handler'", "Signalled", "SIGSEGV", "partial stack", "main", "bulkhead::(anonymous namespace)::CrashWithout",
       "renderer/faults/strikes.cc"},
      {"'syscall.forbidden', {name: 'openat'}", "SandboxViolation", "SIGSYS", "", "main", "",
       "renderer/faults/forbidden_calls.cc"},
  };
  for (const Expectation& expected : expectations) {
    SCOPED_TRACE(expected.fault);
    const auto events = RunFault(expected.fault);
    const json::object& gone = events.at("tab.gone");
    ASSERT_TRUE(gone.contains("detail"));
    EXPECT_EQ(Text(gone.at("cause")), expected.cause);
    EXPECT_EQ(Text(gone.at("detail").at("signal")), expected.signal);
    if (!expected.kind.empty()) {
      EXPECT_EQ(Text(gone.at("detail").at("kind")), expected.kind);
    }
    const json::object& report = events.at("tab.report");
    ASSERT_TRUE(report.contains("stacks"));
    EXPECT_EQ(report.at("generation"), 1);
    EXPECT_FALSE(Text(report.at("id")).empty());
    // Of every thread: main, compositor, two workers and the script engine's watchdog; the one that crashed first.
    EXPECT_EQ(report.at("stacks").as_array().size(), 5u);
    EXPECT_EQ(Threads(report, "crashed").size(), 1u);
    EXPECT_EQ(Threads(report, "stopped").size(), 4u);
    const json::value& stack = report.at("stacks").at(0);
    EXPECT_EQ(stack.at("role"), "crashed");
    EXPECT_THAT(Text(stack.at("thread")), HasSubstr(expected.thread));
    ASSERT_FALSE(stack.at("frames").as_array().empty());
    const json::value& top = stack.at("frames").at(0);
    EXPECT_THAT(Text(top.at("function")), HasSubstr(expected.function));
    EXPECT_THAT(Text(top.at("file")), EndsWith(expected.file));
    EXPECT_GT(top.at("line").to_number<int>(), 0);
    EXPECT_THAT(Text(top.at("module")), EndsWith("bulkhead-renderer"));
  }
}

TEST_F(CrashReportTest, WhatAnUncaughtExceptionSaidIsInItsRecord) {
  const auto events = RunFault("'crash.exception'");
  EXPECT_THAT(Text(events.at("tab.gone").at("detail").at("record")), HasSubstr("nobody catches this"));
}

TEST_F(CrashReportTest, TwoThreadsThatCrashAtOnceAreOneReportOfBoth) {
  const auto events = RunFault("'crash.two_threads'");
  const json::object& gone = events.at("tab.gone");
  EXPECT_EQ(Text(gone.at("cause")), "Signalled");
  EXPECT_EQ(Text(gone.at("detail").at("signal")), "SIGSEGV");
  EXPECT_THAT(Text(gone.at("detail").at("record")), HasSubstr("2 threads crashed"));
  const json::object& report = events.at("tab.report");
  EXPECT_THAT(Threads(report, "crashed"), UnorderedElementsAre("main", StartsWith("worker")));
  EXPECT_EQ(Threads(report, "stopped").size(), 3u);
  for (size_t i = 0; i < 2; ++i) {
    const json::value& stack = report.at("stacks").at(i);
    EXPECT_EQ(stack.at("role"), "crashed");
    EXPECT_THAT(Text(stack.at("frames").at(0).at("function")), HasSubstr("bulkhead::WriteThroughPointer"));
    EXPECT_GT(stack.at("frames").at(0).at("line").to_number<int>(), 0);
  }
}

TEST_F(CrashReportTest, AHangNamesTheFunctionThatNeverReturned) {
  const struct {
    std::string fault, kind, function;
  } hangs[] = {{"'hang.main.spin'", "spinning", "bulkhead::SpinForever"}, {"'hang.main.block'", "blocked", "bulkhead::BlockForever"}};
  for (const auto& expected : hangs) {
    SCOPED_TRACE(expected.fault);
    const auto events = RunHang(Page(expected.fault));
    const json::object& gone = events.at("tab.gone");
    EXPECT_EQ(Text(gone.at("cause")), "Hang");
    EXPECT_EQ(Text(gone.at("detail").at("thread")), "main");
    EXPECT_EQ(Text(gone.at("detail").at("kind")), expected.kind);
    EXPECT_EQ(Text(gone.at("detail").at("status")), "killed by SIGKILL");
    const json::object& report = events.at("tab.report");
    ASSERT_FALSE(report.at("stacks").as_array().empty());
    const json::value& stack = report.at("stacks").at(0);
    EXPECT_EQ(stack.at("thread"), "main");
    EXPECT_EQ(stack.at("role"), "stopped");
    EXPECT_THAT(Text(stack.at("frames").at(0).at("function")), HasSubstr(expected.function));
    EXPECT_THAT(Text(stack.at("frames").at(0).at("file")), EndsWith("renderer/faults/strikes.cc"));
    EXPECT_GT(stack.at("frames").at(0).at("line").to_number<int>(), 0);
    EXPECT_THAT(Threads(report, "crashed"), IsEmpty());
  }
}

TEST_F(CrashReportTest, AScriptThatNeverReturnsHasItsStackAndPosition) {
  const auto events = RunHang(directory_.Write(
      "loop.html", "<!doctype html><title>A page</title><script>\nsetTimeout(function () { for (;;) {} }, 1);</script>"));
  EXPECT_EQ(Text(events.at("tab.gone").at("cause")), "Hang");
  const json::object& report = events.at("tab.report");
  ASSERT_FALSE(report.at("stacks").as_array().empty());
  const json::value& stack = report.at("stacks").at(0);
  EXPECT_EQ(stack.at("thread"), "main");
  EXPECT_FALSE(stack.at("frames").as_array().empty());
  EXPECT_THAT(Text(Kept(report).at("script").at("source")), EndsWith("loop.html"));
}

TEST_F(CrashReportTest, AFunctionOfTheScriptEngineHasItsModuleAtLeast) {
  const auto events = RunFault("'crash.segv'");
  bool engine = false;
  for (const json::value& frame : events.at("tab.report").at("stacks").at(0).at("frames").as_array()) {
    engine = engine || Text(frame.at("module")).find("libjavascriptcoregtk") != std::string::npos;
  }
  EXPECT_TRUE(engine);
}

TEST_F(CrashReportTest, ADeathWithoutACrashIsReportedWithoutAStack) {
  const auto events = RunFault("'exit.code', {code: 7}");
  EXPECT_EQ(Text(events.at("tab.gone").at("cause")), "NonZeroExit");
  EXPECT_THAT(events.at("tab.report").at("stacks").as_array(), IsEmpty());
}

TEST_F(CrashReportTest, WhatIsReportedIsKeptAndShown) {
  const std::pair<std::string, std::string> state = {"XDG_STATE_HOME", directory_.path() / "state"};
  BulkheadProgram program = BulkheadProgram::Start(
      {"run", "--json", "--enable-faults", "--restart=never", Page("'crash.segv'")}, {.environment = {state}});
  const json::value report = program.ReadUntil("tab.report");
  ASSERT_TRUE(report.is_object()) << program.Errors();
  program.Signal(SIGTERM);
  program.ReadAll();
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_EQ(program.Errors(), "");
  const std::string id = Text(report.at("id"));
  const ProgramResult list = RunBulkhead({"reports"}, {.environment = {state}});
  EXPECT_EQ(list.code, 0) << list.errors;
  EXPECT_THAT(list.lines, Contains(AllOf(HasSubstr(id), HasSubstr("Signalled(SIGSEGV)"), HasSubstr("WriteThroughPointer"))));
  const ProgramResult shown = RunBulkhead({"reports", "show", id, "--json"}, {.environment = {state}});
  ASSERT_EQ(shown.lines.size(), 1u) << shown.errors;
  const json::value kept = json::parse(shown.lines[0]);
  EXPECT_EQ(kept.at("stacks"), report.at("stacks"));
  EXPECT_EQ(kept.at("fault"), "crash.segv(kind=null)");
  EXPECT_EQ(kept.at("sandbox").at("mode"), "strict");
  EXPECT_THAT(Text(kept.at("script").at("source")), HasSubstr("fault.html"));
  EXPECT_GT(kept.at("resources").at("max_rss_kib").to_number<int>(), 0);
  EXPECT_FALSE(kept.at("registers").as_object().empty());
  EXPECT_FALSE(kept.at("steps").as_object().empty());
  // The browser's own record: the last that the main thread said was which fault it would strike with.
  std::string last;
  for (const json::value& message : kept.at("messages").as_array()) {
    if (message.at("channel") == "control" && message.at("direction") == "up") {
      last = Text(message.at("name"));
    }
  }
  EXPECT_EQ(last, "FaultFired");
  const ProgramResult none = RunBulkhead({"reports", "show", "none"}, {.environment = {state}});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.errors, HasSubstr("bulkhead: no such report: none: "));
}

TEST_F(CrashReportTest, AnEndBehindADeathWaitsForItsReport) {
  const ProgramResult result = RunBulkhead(
      {"run", "--json", "--enable-faults", "--restart=never", "--duration", "0", Page("'crash.segv'")});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
  size_t gone = 0, reports = 0;
  for (const std::string& line : result.lines) {
    gone += line.find("\"tab.gone\"") != std::string::npos ? 1 : 0;
    reports += line.find("\"tab.report\"") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(gone, reports);
}

}  // namespace
}  // namespace bulkhead
