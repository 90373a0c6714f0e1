// The program as people and scripts use it: real processes, real pages.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bulkhead_program.h"
#include "tests/support/event_schema.h"
#include "tests/support/program_paths.h"
#include "tests/support/skip.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace json = boost::json;

constexpr char kPage[] = "<!doctype html><title>A page</title><h1>Hello</h1>";
// Main never answers again; says so first.
constexpr char kStuckPage[] = "<!doctype html><title>Stuck</title><script>setTimeout(function () {"
                              "console.log('stuck'); setTimeout(function () { for (;;) {} }, 100); }, 100);</script>";

// The program's messages are one line each.
void ExpectOneLine(const std::string& errors) {
  EXPECT_THAT(errors, StartsWith("bulkhead: "));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
}

class CliTest : public testing::Test {
 protected:
  std::string Page(const std::string& name, std::string_view text = kPage) { return directory_.Write(name, text); }
  TempDir directory_;
};

TEST_F(CliTest, RunJsonObeysTheContract) {
  const ProgramResult result = RunBulkhead({"run", "--json", "--duration", "1", Page("a.html"), Page("b.html")});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
  EXPECT_EQ(result.errors, "");
  std::map<std::string, std::set<int>> tabs;
  for (const std::string& line : result.lines) {
    const json::value event = json::parse(line);
    if (const json::value* tab = event.as_object().if_contains("tab")) {
      tabs[std::string(event.at("event").get_string())].insert(tab->to_number<int>());
    }
  }
  for (const char* event : {"tab.starting", "tab.live", "tab.first_frame", "tab.title", "tab.closed"}) {
    EXPECT_THAT(tabs[event], ElementsAre(1, 2)) << event;
  }
  EXPECT_THAT(tabs["tab.gone"], IsEmpty());
  const json::value summary = json::parse(result.lines.back());
  ASSERT_EQ(summary.at("tabs").as_array().size(), 2u);
  for (const json::value& tab : summary.at("tabs").as_array()) {
    EXPECT_EQ(tab.at("state"), "live");
    EXPECT_TRUE(tab.at("cause").is_null());
    EXPECT_EQ(tab.at("generations"), 1);
    EXPECT_GE(tab.at("frames").to_number<int>(), 1);
  }
  for (const char* leak : {"zombies", "orphans", "leaked_fds"}) {
    EXPECT_EQ(summary.at("host").at(leak), 0) << leak;
  }
}

// The schema asks for all thirteen; here, that each says what became of it.
TEST_F(CliTest, HostStartHasEveryLayerInEveryMode) {
  const std::string page = Page("a.html");
  const auto layers = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"run", "--json", "--duration=0", page});
    const ProgramResult result = RunBulkhead(options);
    EXPECT_EQ(result.code, 0) << result.errors;
    EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
    return json::parse(result.lines.at(0)).at("sandbox").at("layers").as_object();
  };
  EXPECT_EQ(layers({"--sandbox=off"}).at("root"), "off");
  EXPECT_EQ(layers({"--sandbox=best-effort", "--sandbox-disable=landlock"}).at("landlock"), "left out by option");
  EXPECT_EQ(layers({"--sandbox=best-effort"}).at("process_group"), "applied");
}

TEST_F(CliTest, FaultsOfTheCommandLineStrikeTheirTabsAlone) {
  const ProgramResult result =
      RunBulkhead({"run", "--json", "--duration=2", "--restart=never", "--fault=200ms:1:crash.segv(kind=wild)",
                   "--fault=300ms:3:renderer.kill", Page("a.html"), Page("b.html"), Page("c.html")});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
  std::map<int, std::string> fired;
  for (const std::string& line : result.lines) {
    const json::value event = json::parse(line);
    if (event.at("event") == "fault.fired") {
      fired[event.at("tab").to_number<int>()] = event.at("fault").get_string();
    }
  }
  EXPECT_EQ(fired, (std::map<int, std::string>{{1, "crash.segv(kind=wild)"}, {3, "renderer.kill(signal=KILL)"}}));
  const json::value summary = json::parse(result.lines.back());
  const json::array& tabs = summary.at("tabs").as_array();
  EXPECT_EQ(tabs[0].at("cause"), "Signalled");
  EXPECT_EQ(tabs[1].at("state"), "live");
  EXPECT_EQ(tabs[2].at("cause"), "KilledExternally");
}

TEST_F(CliTest, DemoJsonObeysTheContract) {
  // A sanitizer keeps what was freed for a while: more than the demo gives a tab.
  const ProgramResult result = RunBulkhead({"demo", "--json", "--duration", "4", "--memory-limit", "1GiB", "clock", "error-storm",
                                            "native-crash", "exit-code", "wire-garbage"});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
  std::map<int, std::string> causes;
  for (const std::string& line : result.lines) {
    const json::value event = json::parse(line);
    if (event.at("event") == "tab.gone") {
      causes[event.at("tab").to_number<int>()] = event.at("cause").as_string();
    }
  }
  EXPECT_EQ(causes, (std::map<int, std::string>{{3, "Signalled"}, {4, "NonZeroExit"}, {5, "BadMessage"}}));
  const json::value summary = json::parse(result.lines.back());
  EXPECT_EQ(summary.at("tabs").at(0).at("state"), "live");
  EXPECT_EQ(summary.at("tabs").at(2).at("state"), "gone");
}

TEST_F(CliTest, TextHasALineForEachEvent) {
  const ProgramResult result = RunBulkhead({"run", "--duration", "0", Page("a.html")});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.lines, Contains(HasSubstr("starting")));
  EXPECT_THAT(result.lines, Contains(HasSubstr("first frame")));
  EXPECT_THAT(result.lines.back(), HasSubstr("zombies 0"));
  EXPECT_THAT(result.lines, Not(Contains(HasSubstr("\x1b"))));
}

TEST_F(CliTest, InformationIsOnStdout) {
  ProgramResult result = RunBulkhead({"--version"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.lines, Contains(StartsWith("bulkhead ")));
  result = RunBulkhead({"--help"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.lines, Contains(HasSubstr("Examples:")));
  result = RunBulkhead({"demo", "--list"});
  EXPECT_EQ(result.code, 0);
  EXPECT_GE(result.lines.size(), 12u);
  EXPECT_EQ(result.errors, "");
}

TEST_F(CliTest, MistakesWithPagesAreOneLineAndExitOne) {
  const std::filesystem::path huge = Page("huge.html");
  std::filesystem::resize_file(huge, 2ULL << 30);  // sparse
  const std::filesystem::path secret = Page("secret.html");
  ::chmod(secret.c_str(), 0);
  std::vector<std::pair<std::string, std::string>> mistakes = {
      {directory_.path() / "none.html", "no such file"},
      {directory_.path(), "is a directory"},
      {huge, "too large (2048 MiB)"},
      {Page("notes.txt", "words"), "not HTML"},
      {Page("picture.html", std::string("\x89PNG\r\n\0", 7)), "not HTML"},
      {"demo:none", "no such demo"},
  };
  if (::geteuid() != 0) {
    mistakes.emplace_back(secret, "not readable by this user");
  }
  for (const auto& [page, why] : mistakes) {
    const ProgramResult result = RunBulkhead({"run", page});
    EXPECT_EQ(result.code, 1) << page;
    ExpectOneLine(result.errors);
    EXPECT_THAT(result.errors, AllOf(HasSubstr(page), HasSubstr(why)));
    EXPECT_THAT(result.lines, IsEmpty());
  }
}

TEST_F(CliTest, OtherPagesStillRun) {
  const ProgramResult result = RunBulkhead({"run", "--json", "--duration", "0", "none.html", Page("a.html")});
  EXPECT_EQ(result.code, 1);
  ExpectOneLine(result.errors);
  EXPECT_THAT(StreamErrors(result.lines), IsEmpty());
  EXPECT_THAT(result.lines, Contains(HasSubstr("tab.first_frame")));
  // The second page is tab 2, for --post, --fault and screenshots.
  EXPECT_THAT(result.lines, Contains(HasSubstr("\"tab\":2")));
  EXPECT_THAT(result.lines, Not(Contains(HasSubstr("\"tab\":1,"))));
}

TEST_F(CliTest, MistakesWithOptionsAreOneLineAndExitTwo) {
  const std::string page = Page("a.html");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"fly"},
           {"run"},
           {"run", page, "--fast"},
           {"run", page, "--duration", "soon"},
           {"run", page, "--duration"},
           {"run", page, "--viewport", "0x0"},
           {"run", page, "--workers", "99"},
           {"run", page, "--memory-limit", "-1"},
           {"run", page, "--sandbox", "lax"},
           {"run", page, "--sandbox-disable", "walls"},
           {"run", page, "--screenshots", page},
           {"run", page, "--renderer", "/nowhere/bulkhead-renderer"},
           {"run", page, "--renderer", "/bin/true"},
           {"demo", "nonsense"},
       }) {
    const ProgramResult result = RunBulkhead(arguments);
    EXPECT_EQ(result.code, 2) << testing::PrintToString(arguments) << result.errors;
    ExpectOneLine(result.errors);
    EXPECT_THAT(result.lines, IsEmpty());
  }
}

TEST_F(CliTest, TheRendererThatTheEnvironmentNamesIsNotReplacedByAnother) {
  const ProgramResult result =
      RunBulkhead({"run", "--duration", "0", Page("a.html")}, {.environment = {{"BULKHEAD_RENDERER", "/nowhere/renderer"}}});
  EXPECT_EQ(result.code, 2);
  ExpectOneLine(result.errors);
  EXPECT_THAT(result.errors, StartsWith("bulkhead: no renderer program: /nowhere/renderer: "));
}

TEST_F(CliTest, NoFreeDescriptorsIsSaidWithTheLimitThatWouldDo) {
  const std::vector<std::string> arguments = {"run", "--duration", "0", Page("a.html"), Page("b.html")};
  // From where a loader has just enough to start a program at all.
  for (const int limit : {5, 6, 7, 8, 9, 10, 11, 12, 16, 32}) {
    const ProgramResult result = RunBulkhead(arguments, {.descriptors = limit});
    EXPECT_EQ(result.code, 2) << limit;
    ExpectOneLine(result.errors);
    EXPECT_THAT(result.errors, StartsWith("bulkhead: no free descriptors: limit is " + std::to_string(limit)));
    EXPECT_THAT(result.errors, HasSubstr("raise it: ulimit -n "));
  }
}

TEST_F(CliTest, TheLimitThatIsNamedIsEnoughForAllPages) {
  const std::vector<std::string> pages = {Page("a.html"), Page("b.html"), Page("c.html"), Page("d.html")};
  std::vector<std::string> arguments = {"run", "--json", "--duration", "0"};
  arguments.insert(arguments.end(), pages.begin(), pages.end());
  const auto opened = [](const ProgramResult& result) {
    return std::ranges::count_if(result.lines, [](const std::string& line) { return line.find("tab.first_frame") != line.npos; });
  };
  const auto named = [](const std::string& errors) {
    const size_t at = errors.rfind("ulimit -n ");
    return at == errors.npos ? 0 : std::stoi(errors.substr(at + 10));
  };
  const ProgramResult none = RunBulkhead(arguments, {.descriptors = 16});
  ASSERT_GT(named(none.errors), 16) << none.errors;
  // One too few: all but the last page, and the same number.
  const ProgramResult some = RunBulkhead(arguments, {.descriptors = named(none.errors) - 1});
  EXPECT_EQ(some.code, 1) << some.errors;
  ExpectOneLine(some.errors);
  EXPECT_EQ(opened(some), 3);
  EXPECT_EQ(named(some.errors), named(none.errors));
  const ProgramResult all = RunBulkhead(arguments, {.descriptors = named(none.errors)});
  EXPECT_EQ(all.code, 0) << all.errors;
  EXPECT_EQ(opened(all), 4);
}

TEST_F(CliTest, ClosedStdoutAtTheStart) {
  BulkheadProgram program = BulkheadProgram::Start({"run", Page("a.html")}, {.close_stdout = true});
  EXPECT_EQ(program.Wait(), 2);
  ExpectOneLine(program.Errors());
  EXPECT_THAT(program.Errors(), HasSubstr("stdout"));
}

TEST_F(CliTest, ReaderThatGoesAwayEndsTheRunInOrder) {
  BulkheadProgram program = BulkheadProgram::Start({"run", "--json", Page("a.html")});
  EXPECT_FALSE(program.ReadUntil("tab.first_frame").is_null());
  program.CloseStdout();  // nothing is being written now
  EXPECT_EQ(program.Wait(), 0);
  ExpectOneLine(program.Errors());
  EXPECT_THAT(program.Errors(), HasSubstr("its reader is gone"));
}

TEST_F(CliTest, FullDiskIsAnError) {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  BulkheadProgram program = BulkheadProgram::Start({"run", Page("a.html")}, {.stdout_fd = full.get()});
  EXPECT_EQ(program.Wait(), 1);
  ExpectOneLine(program.Errors());
  EXPECT_EQ(BulkheadProgram::Start({"--version"}, {.stdout_fd = full.get()}).Wait(), 1);
#ifndef BULKHEAD_SANITIZED  // no filter, nothing to probe
  BulkheadProgram probe = BulkheadProgram::Start({"probe", "file.read"}, {.stdout_fd = full.get()});
  EXPECT_EQ(probe.Wait(), 1);
  ExpectOneLine(probe.Errors());
#endif
}

TEST_F(CliTest, FirstCtrlCEndsInOrder) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    BulkheadProgram program = BulkheadProgram::Start({"run", "--json", Page("a.html"), Page("b.html")});
    EXPECT_FALSE(program.ReadUntil("tab.first_frame").is_null());
    EXPECT_FALSE(program.ReadUntil("tab.first_frame").is_null());
    program.Signal(signal);
    program.ReadAll();
    EXPECT_EQ(program.Wait(), 0) << program.Errors();
    EXPECT_THAT(StreamErrors(program.lines()), IsEmpty());
    EXPECT_EQ(program.Errors(), "");
  }
}

TEST_F(CliTest, SecondCtrlCEndsAtOnce) {
  BulkheadProgram program =
      BulkheadProgram::Start({"run", "--json", "--hang-kill", "5m", Page("stuck.html", kStuckPage)});
  EXPECT_FALSE(program.ReadUntil("console", 1).is_null());
  // Main is stuck a moment later, so the goodbye is never said and the ordered end takes its 2 s.
  EXPECT_FALSE(program.ReadUntil("tab.unresponsive", 1).is_null());
  const auto before = std::chrono::steady_clock::now();
  program.Signal(SIGINT);
  program.Signal(SIGTERM);
  program.ReadAll();
  EXPECT_EQ(program.Wait(), 130) << program.Errors();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(1900));
}

TEST_F(CliTest, OrderedEndKillsWhatDoesNotSayGoodbye) {
  BulkheadProgram program =
      BulkheadProgram::Start({"run", "--json", "--hang-kill", "5m", Page("stuck.html", kStuckPage)});
  EXPECT_FALSE(program.ReadUntil("tab.unresponsive", 1).is_null());
  program.Signal(SIGINT);
  program.ReadAll();
  EXPECT_EQ(program.Wait(), 0) << program.Errors();
  EXPECT_THAT(StreamErrors(program.lines()), IsEmpty());
  EXPECT_EQ(json::parse(program.lines().back()).at("tabs").at(0).at("state"), "unresponsive");
}

TEST_F(CliTest, SlowReaderLosesTheOldestAndNeverTheSummary) {
  const std::string page =
      Page("noisy.html", "<!doctype html><script>var text = new Array(3000).join('x'), n = 0;"
                         "setInterval(function () { for (var i = 0; i < 8; i++) console.log(n++ + text); }, 10);</script>");
  BulkheadProgram program = BulkheadProgram::Start({"run", "--json", "--duration", "4", page, page, page});
  // Nothing is read until the run is over: the ordered end itself must not wait for the reader.
  EXPECT_EQ(program.Wait(BulkheadProgram::Seconds(8)), -1) << program.Errors();  // waits to be read
  program.ReadAll();
  EXPECT_EQ(program.Wait(), 0) << program.Errors();
  EXPECT_THAT(StreamErrors(program.lines()), IsEmpty());
  EXPECT_THAT(program.lines(), Contains(HasSubstr("\"event\":\"dropped\"")));
}

}  // namespace
}  // namespace bulkhead
