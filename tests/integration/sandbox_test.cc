// The sandbox of real renderers, as people and scripts see it.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <chrono>

#include <boost/json.hpp>

#include "ipc/os/unique_fd.h"
#include "tests/support/bulkhead_program.h"
#include "tests/support/event_schema.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace json = boost::json;

// The events of that name, in order.
std::vector<json::object> EventsOf(const std::vector<std::string>& lines, const char* name) {
  std::vector<json::object> events;
  for (const std::string& line : lines) {
    if (const json::value event = json::parse(line); event.at("event") == name) {
      events.push_back(event.as_object());
    }
  }
  return events;
}

class SandboxTest : public testing::Test {
 protected:
  std::string Page(const std::string& name, const std::string& script, const std::string& body = "<h1>Hello</h1>") {
    return directory_.Write(name, "<!doctype html><title>A page</title>" + body + "<script>" + script + "</script>");
  }
  static std::string Strike(const std::string& fault) {
    return "setTimeout(function () { fault.inject(" + fault + "); }, 1);";
  }

  // Runs one page with faults enabled and no restarts.
  ProgramResult RunWithFault(const std::string& fault, std::vector<std::string> options = {}) {
    std::vector<std::string> arguments = {"run", "--json", "--enable-faults", "--restart=never", "--duration", "1"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(Page("fault.html", Strike(fault)));
    ProgramResult result = RunBulkhead(arguments);
    EXPECT_EQ(result.code, 0) << result.errors;
    EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
    return result;
  }

  TempDir directory_;
};

class ForbiddenCallTest : public SandboxTest, public testing::WithParamInterface<const char*> {};

TEST_P(ForbiddenCallTest, EndsTheTabWithAReport) {
  const std::string name = GetParam();
  const ProgramResult result = RunWithFault("'syscall.forbidden', {name: '" + name + "'}");
  EXPECT_EQ(EventsOf(result.lines, "fault.fired").size(), 1u) << "the call came back";
  const auto gone = EventsOf(result.lines, "tab.gone");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("cause"), "SandboxViolation");
  const json::object& detail = gone[0].at("detail").as_object();
  EXPECT_EQ(Text(detail.at("syscall")), name);
  EXPECT_EQ(detail.at("args").as_array().size(), 6u);
  EXPECT_EQ(detail.at("thread"), "main");
  EXPECT_EQ(detail.at("signal"), "SIGSYS");
  // libc's syscall(), then our own code, then the script engine.
  const json::array& frames = detail.at("frames").as_array();
  ASSERT_GE(frames.size(), 5u);
  EXPECT_THAT(Text(frames[0].at("module")), HasSubstr("libc"));
  EXPECT_THAT(Text(frames[1].at("module")), HasSubstr("bulkhead-renderer"));
}

INSTANTIATE_TEST_SUITE_P(Calls,
                         ForbiddenCallTest,
                         testing::Values("openat", "socket", "execve", "ptrace", "unshare", "kill"),
                         [](const auto& info) { return std::string(info.param); });

TEST_F(SandboxTest, TheArgumentsAreThoseOfTheCall) {
  const auto gone = EventsOf(RunWithFault("'syscall.forbidden', {name: 'socket'}").lines, "tab.gone");
  ASSERT_EQ(gone.size(), 1u);
  const json::array& arguments = gone[0].at("detail").at("args").as_array();
  EXPECT_EQ(arguments[0].to_number<int>(), 2);  // AF_INET
  EXPECT_EQ(arguments[1].to_number<int>(),
            0x80001);  // SOCK_STREAM | SOCK_CLOEXEC
  EXPECT_EQ(arguments[2].to_number<int>(), 0);
}

TEST_F(SandboxTest, ACallByAnotherAbiIsNamedWithIt) {
  const auto gone = EventsOf(RunWithFault("'syscall.abi32'").lines, "tab.gone");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("cause"), "SandboxViolation");
  EXPECT_EQ(gone[0].at("detail").at("syscall"), "getpid");
  EXPECT_EQ(gone[0].at("detail").at("kind"), "x32 call");
}

TEST_F(SandboxTest, WithoutALayerTheKernelAnswersAndThePageLives) {
  const ProgramResult result = RunWithFault("'syscall.forbidden', {name: 'socket'}", {"--sandbox=off"});
  EXPECT_THAT(EventsOf(result.lines, "tab.gone"), IsEmpty());
  const auto fired = EventsOf(result.lines, "fault.fired");
  ASSERT_EQ(fired.size(), 2u);
  EXPECT_THAT(Text(fired[1].at("evidence")), StartsWith("socket: "));
}

class LearningTest : public SandboxTest {
 protected:
  // A page that makes these calls one after the other, all of them let through, and then does `last`.
  ProgramResult RunWithCalls(const std::vector<std::string>& calls, const std::string& last = "",
                             std::vector<std::string> options = {}) {
    std::string script = "setTimeout(function () {";
    for (const std::string& call : calls) {
      script += "fault.inject('syscall.forbidden', {name: '" + call + "'});";
    }
    std::vector<std::string> arguments = {"run",      "--json", "--sandbox-learn", "--enable-faults", "--restart=never",
                                          "--duration", "1"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(Page("learn.html", script + last + "}, 1);"));
    ProgramResult result = RunBulkhead(arguments);
    EXPECT_EQ(result.code, 0) << result.errors;
    EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
    EXPECT_THAT(result.errors, StartsWith("bulkhead: warning: --sandbox-learn: "));
    return result;
  }
};

TEST_F(LearningTest, AForbiddenCallIsDoneAndListedAndThePageLives) {
  const ProgramResult result = RunWithCalls({"socket"});
  EXPECT_EQ(EventsOf(result.lines, "host.start")[0].at("sandbox").at("layers").at("seccomp"),
            "learning: calls are logged, not stopped");
  EXPECT_THAT(EventsOf(result.lines, "tab.gone"), IsEmpty());
  EXPECT_EQ(EventsOf(result.lines, "fault.fired").size(), 2u) << "the call did not come back";
  // Not one of the start-up's own, nor of the page's: the policy has all those.
  const auto calls = EventsOf(result.lines, "sandbox.call");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].at("tab"), 1);
  EXPECT_EQ(calls[0].at("generation"), 1);
  EXPECT_EQ(calls[0].at("syscall"), "socket");
  EXPECT_EQ(calls[0].at("abi"), "native");
  EXPECT_EQ(calls[0].at("thread"), "main");
  EXPECT_EQ(calls[0].at("args").at(0), 2);  // AF_INET
  EXPECT_EQ(calls[0].at("count"), 1);
  EXPECT_EQ(calls[0].at("policy"), "{\"socket\"},");
  const json::value summary = json::parse(result.lines.back());
  EXPECT_EQ(summary.at("tabs").at(0).at("state"), "live");
  EXPECT_EQ(summary.at("tabs").at(0).at("generations"), 1);
}

TEST_F(LearningTest, ManyCallsAreALineForEachKindWithItsCount) {
  const std::vector<std::string> mixed = {"openat", "kill", "openat", "openat", "unshare", "openat", "kill", "openat", "kill"};
  std::map<std::string, int> counts;
  for (const json::object& call : EventsOf(RunWithCalls(mixed, "", {"--sandbox=best-effort"}).lines, "sandbox.call")) {
    counts[Text(call.at("syscall"))] += call.at("count").to_number<int>();
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"kill", 3}, {"openat", 5}, {"unshare", 1}}));
}

TEST_F(LearningTest, WhatADeadRendererHadAskedForIsKnown) {
  const ProgramResult result = RunWithCalls({"socket", "socket", "socket"}, "fault.inject('crash.segv');");
  const auto gone = EventsOf(result.lines, "tab.gone");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].at("cause"), "Signalled");
  const auto calls = EventsOf(result.lines, "sandbox.call");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].at("tab"), 1);
  EXPECT_EQ(calls[0].at("count"), 3);
}

TEST_F(LearningTest, NoRuleIsForACallByAnotherAbi) {
  const auto calls = EventsOf(RunWithCalls({}, "fault.inject('syscall.abi32');").lines, "sandbox.call");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].at("syscall"), "getpid");
  EXPECT_EQ(calls[0].at("abi"), "x32");
  EXPECT_TRUE(calls[0].at("policy").is_null());
}

TEST_F(LearningTest, APageThatAsksForNothingForbiddenIsListedWithNothing) {
  EXPECT_THAT(EventsOf(RunWithCalls({}).lines, "sandbox.call"), IsEmpty());
}

// Says what time it is for as long as it lives.
constexpr char kBeating[] = "setInterval(function () { console.log(String(Date.now())); }, 20);";

class SignalTest : public SandboxTest {
 protected:
  // A page that beats, and its renderer.
  void Start() {
    program_.emplace(BulkheadProgram::Start({"run", "--json", "--restart=never", Page("beat.html", kBeating)}));
    const json::value live = program_->ReadUntil("tab.live", 1);
    ASSERT_TRUE(live.is_object());
    renderer_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, live.at("pid").to_number<int>(), 0)));
    ASSERT_TRUE(renderer_.valid());
  }
  void Signal(int signal) {
    ASSERT_EQ(::syscall(SYS_pidfd_send_signal, renderer_.get(), signal, nullptr, 0), 0) << signal;
  }
  // Whether a beat comes from after this call began, and not only what was on its way.
  bool StillBeats() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + 20;
    for (;;) {
      const json::value beat = program_->ReadUntil("console", 1);
      if (!beat.is_object()) {
        return false;
      }
      if (std::stoll(Text(beat.at("text"))) > after) {
        return true;
      }
    }
  }
  std::vector<std::string> End() {
    program_->Signal(SIGTERM);
    program_->ReadAll();
    EXPECT_EQ(program_->Wait(), 0) << program_->Errors();
    return program_->lines();
  }

  std::optional<BulkheadProgram> program_;
  UniqueFd renderer_;
};

TEST_F(SignalTest, FromOutsideHaveNoEffectWhereThereIsNoHandler) {
  Start();
  // TERM, HUP and INT end any other program; USR1 is the script engine's own.
  for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGPIPE, SIGURG}) {
    Signal(signal);
    EXPECT_TRUE(StillBeats()) << signal;
  }
  const auto lines = End();
  EXPECT_THAT(EventsOf(lines, "tab.gone"), IsEmpty());
  EXPECT_EQ(json::parse(lines.back()).at("tabs").at(0).at("state"), "live");
}

TEST_F(SignalTest, StopAndContinueLeaveItAsItWas) {
  Start();
  for (int i = 0; i < 3; ++i) {
    Signal(SIGSTOP);
    Signal(SIGCONT);  // its waits go on by restart_syscall
    EXPECT_TRUE(StillBeats());
  }
  EXPECT_THAT(EventsOf(End(), "tab.gone"), IsEmpty());
}

TEST_F(SignalTest, ASigsysFromOutsideIsNoViolation) {
  Start();
  Signal(SIGSYS);
  const json::value gone = program_->ReadUntil("tab.gone", 1);
  ASSERT_TRUE(gone.is_object());
  EXPECT_EQ(gone.at("cause"), "Signalled");
  EXPECT_EQ(gone.at("detail").at("signal"), "SIGSYS");
  EXPECT_EQ(gone.at("detail").at("kind"), "sent from outside");
  EXPECT_EQ(gone.at("detail").as_object().if_contains("syscall"), nullptr);
}

// One orange pixel.
constexpr unsigned char kPng[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
    0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00,
    0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xdf, 0xc0, 0x00, 0x00, 0x04, 0x01, 0x01, 0x80, 0xc5,
    0x2a, 0x18, 0x5d, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

// A renderer may have 64 descriptors; each picture comes with one of its own,
// and main reads none of them for a while.
TEST_F(SandboxTest, APageWithTwoHundredPicturesLoads) {
  std::string body;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "picture" + std::to_string(i) + ".png";
    directory_.Write(name, {reinterpret_cast<const char*>(kPng), sizeof(kPng)});
    body += "<img width=10 height=10 src=" + name + ">";
  }
  const std::string page = Page("pictures.html",
                                "requestAnimationFrame(function () { requestAnimationFrame(function () {"
                                "  console.log('busy'); var end = Date.now() + 300; while (Date.now() < "
                                "end) {}"
                                "  console.log('done'); }); });",
                                body);
  const ProgramResult result = RunBulkhead({"run", "--json", "--restart=never", "--duration", "2", page});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(EventsOf(result.lines, "tab.gone"), IsEmpty());
  EXPECT_THAT(EventsOf(result.lines, "resource.refused"), IsEmpty());
  // A picture that cannot be read or decoded is an error on the console.
  std::vector<std::string> texts;
  for (const json::object& line : EventsOf(result.lines, "console")) {
    texts.push_back(Text(line.at("text")));
  }
  EXPECT_THAT(texts, testing::ElementsAre("busy", "done"));
  // Each was asked for.
  EXPECT_GE(json::parse(result.lines.back()).at("host").at("messages_in").to_number<int>(), 200);
}

// What needs a thread of its own is not there; asking for it used to end the
// process.
TEST_F(SandboxTest, AScriptThatAsksForWebAssemblyIsTold) {
  const std::string page = Page("wasm.html",
                                "try { new WebAssembly.Module(new "
                                "Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); }"
                                "catch (error) { console.log(error.name); }");
  const ProgramResult result = RunBulkhead({"run", "--json", "--restart=never", "--duration", "0", page});
  EXPECT_THAT(EventsOf(result.lines, "tab.gone"), IsEmpty());
  const auto console = EventsOf(result.lines, "console");
  ASSERT_EQ(console.size(), 1u);
  EXPECT_EQ(console[0].at("text"), "ReferenceError");
}

}  // namespace
}  // namespace bulkhead
