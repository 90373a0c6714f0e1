#include "browser/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

CommandLine Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bulkhead");
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

std::string ErrorOf(std::vector<const char*> arguments) {
  const CommandLine line = Parse(std::move(arguments));
  return std::holds_alternative<UserError>(line) ? std::get<UserError>(line).Line() : "no error";
}

TEST(OptionsTest, RunHasTheContractsDefaults) {
  const CommandLine line = Parse({"run", "a.html", "demo:clock"});
  ASSERT_TRUE(std::holds_alternative<RunArguments>(line));
  const auto& run = std::get<RunArguments>(line);
  EXPECT_THAT(run.pages, ElementsAre("a.html", "demo:clock"));
  EXPECT_FALSE(run.session.json);
  EXPECT_FALSE(run.session.duration.has_value());
  const HostOptions& host = run.session.host;
  EXPECT_EQ(host.viewport_width, 1024u);
  EXPECT_EQ(host.viewport_height, 768u);
  EXPECT_EQ(host.workers, 2u);
  EXPECT_EQ(host.sandbox, SandboxMode::kStrict);
  EXPECT_EQ(host.model, ProcessModel::kTab);
  EXPECT_EQ(host.restart.mode, RestartMode::kOnCrash);
  EXPECT_EQ(host.hang.warn, Duration(2s));
  EXPECT_EQ(host.hang.kill, Duration(10s));
  EXPECT_EQ(host.memory_limit_bytes, 512u << 20);
  EXPECT_TRUE(host.spare);
  EXPECT_FALSE(host.faults);
}

TEST(OptionsTest, DoctorTakesItsOptions) {
  CommandLine line = Parse({"doctor", "--json", "--renderer", "/opt/r"});
  ASSERT_TRUE(std::holds_alternative<DoctorArguments>(line));
  EXPECT_TRUE(std::get<DoctorArguments>(line).json);
  EXPECT_FALSE(std::get<DoctorArguments>(line).environments);
  EXPECT_EQ(std::get<DoctorArguments>(line).renderer_program, "/opt/r");
  line = Parse({"doctor", "--environments"});
  ASSERT_TRUE(std::holds_alternative<DoctorArguments>(line));
  EXPECT_TRUE(std::get<DoctorArguments>(line).environments);
  EXPECT_THAT(ErrorOf({"doctor", "--environments", "--json"}),
              HasSubstr("bulkhead: usage: --environments: a table for people, not JSON"));
  EXPECT_THAT(ErrorOf({"doctor", "page.html"}), HasSubstr("page.html"));
  line = Parse({"doctor", "--help"});
  ASSERT_TRUE(std::holds_alternative<Information>(line));
  EXPECT_THAT(std::get<Information>(line).text, HasSubstr("Exit code:"));
}

TEST(OptionsTest, RunTakesEveryOption) {
  const CommandLine line =
      Parse({"run", "--json", "--duration", "500ms", "--screenshots", "shots", "--viewport", "640x480", "--workers=4",
             "--log-level", "debug", "--enable-faults", "--sandbox=best-effort", "--sandbox-disable=landlock,seccomp",
             "--process-model=site", "--no-spare", "--hang-warn", "1s", "--hang-kill=1500ms", "--restart=always",
             "--memory-limit", "1GiB", "--renderer", "/opt/r", "--", "-odd.html"});
  ASSERT_TRUE(std::holds_alternative<RunArguments>(line)) << std::get<UserError>(line).Line();
  const auto& run = std::get<RunArguments>(line);
  EXPECT_THAT(run.pages, ElementsAre("-odd.html"));
  EXPECT_TRUE(run.session.json);
  EXPECT_EQ(run.session.duration, Duration(500ms));
  EXPECT_EQ(run.session.screenshots, "shots");
  const HostOptions& host = run.session.host;
  EXPECT_EQ(host.viewport_width, 640u);
  EXPECT_EQ(host.viewport_height, 480u);
  EXPECT_EQ(host.workers, 4u);
  EXPECT_EQ(host.log_level, 1);
  EXPECT_TRUE(host.faults);
  EXPECT_EQ(host.sandbox, SandboxMode::kBestEffort);
  EXPECT_THAT(host.disabled_layers, ElementsAre("landlock", "seccomp"));
  EXPECT_EQ(host.model, ProcessModel::kSite);
  EXPECT_FALSE(host.spare);
  EXPECT_EQ(host.hang.warn, Duration(1s));
  EXPECT_EQ(host.hang.kill, Duration(1500ms));
  EXPECT_EQ(host.restart.mode, RestartMode::kAlways);
  EXPECT_EQ(host.memory_limit_bytes, 1u << 30);
  EXPECT_EQ(host.renderer_program, "/opt/r");
}

TEST(OptionsTest, PostsAreATabAndJson) {
  const CommandLine line = Parse({"run", "--post", "1:{\"a\": [1, 2]}", "--post=12:null", "a.html", "b.html"});
  ASSERT_TRUE(std::holds_alternative<RunArguments>(line)) << std::get<UserError>(line).Line();
  const auto& run = std::get<RunArguments>(line);
  EXPECT_THAT(run.pages, ElementsAre("a.html", "b.html"));
  ASSERT_EQ(run.session.posts.size(), 2u);
  EXPECT_EQ(run.session.posts[0].tab, 1u);
  EXPECT_EQ(run.session.posts[0].json, "{\"a\": [1, 2]}");
  EXPECT_EQ(run.session.posts[1].tab, 12u);
  EXPECT_EQ(ErrorOf({"run", "a", "--post", "1:{"}),
            "bulkhead: bad value: --post: '1:{' is not a tab and JSON; write 1:{\"key\": 2}");
  for (const char* text : {"0:1", "x:1", "1", ":1"}) {
    EXPECT_THAT(ErrorOf({"run", "a", "--post", text}), HasSubstr("bad value: --post: "));
  }
}

TEST(OptionsTest, FaultsHaveATimeATabAndAName) {
  const CommandLine line = Parse({"run", "--fault", "2s:1:crash.segv", "--fault=500ms:12:exit.code( code = 3 )", "a.html"});
  ASSERT_TRUE(std::holds_alternative<RunArguments>(line)) << std::get<UserError>(line).Line();
  const SessionOptions& session = std::get<RunArguments>(line).session;
  ASSERT_EQ(session.faults.size(), 2u);
  EXPECT_EQ(session.faults[0].after, std::chrono::seconds(2));
  EXPECT_EQ(session.faults[0].tab, 1u);
  EXPECT_EQ(session.faults[0].call.Text(), "crash.segv(kind=null)");
  EXPECT_EQ(session.faults[1].tab, 12u);
  EXPECT_EQ(session.faults[1].call.Text(), "exit.code(code=3)");
  EXPECT_TRUE(session.host.injecting);
  EXPECT_FALSE(session.host.faults);  // pages still may not
  EXPECT_EQ(ErrorOf({"run", "a", "--fault", "2s:1:exit.code"}),
            "bulkhead: bad value: --fault: '2s:1:exit.code' is no fault that can be: exit.code needs code; valid: 1 to 255; "
            "write 2s:1:crash.segv, or 500ms:2:exit.code(code=3)");
  for (const auto& [text, why] : {std::pair("crash.segv", "not a time, a tab and a fault"), std::pair("1:crash.segv", "not a time"),
                                  std::pair("x:1:crash.segv", "without a time"), std::pair("2s:0:crash.segv", "without the number"),
                                  std::pair("2s:1:nothing", "there is no fault 'nothing'")}) {
    EXPECT_THAT(ErrorOf({"run", "a", "--fault", text}), HasSubstr(why)) << text;
  }
}

TEST(OptionsTest, ATableIsNotForJson) {
  EXPECT_TRUE(std::get<RunArguments>(Parse({"run", "a"})).table);
  EXPECT_FALSE(std::get<RunArguments>(Parse({"run", "--json", "a"})).table);
  EXPECT_FALSE(std::get<RunArguments>(Parse({"run", "--no-table", "a"})).table);
}

TEST(OptionsTest, LearningIsRunsAlone) {
#ifdef BULKHEAD_SANITIZED
  EXPECT_EQ(ErrorOf({"run", "--sandbox-learn", "a.html"}),
            "bulkhead: usage: --sandbox-learn: no filter could tell what it forbids: this build is made with a sanitizer; use "
            "another build");
#else
  for (const char* mode : {"--sandbox=strict", "--sandbox=best-effort", "--sandbox-disable=net"}) {
    const CommandLine line = Parse({"run", "--sandbox-learn", mode, "a.html"});
    ASSERT_TRUE(std::holds_alternative<RunArguments>(line)) << mode;
    EXPECT_TRUE(std::get<RunArguments>(line).session.host.learning);
  }
  EXPECT_EQ(ErrorOf({"run", "--sandbox-learn", "--sandbox=off", "a.html"}),
            "bulkhead: usage: --sandbox-learn: no filter could tell what it forbids with --sandbox=off; leave one of the two out");
  EXPECT_EQ(ErrorOf({"run", "--sandbox-learn", "--sandbox-disable=net,seccomp", "a.html"}),
            "bulkhead: usage: --sandbox-learn: no filter could tell what it forbids with --sandbox-disable=seccomp; leave one of "
            "the two out");
#endif
  EXPECT_FALSE(std::get<RunArguments>(Parse({"run", "a.html"})).session.host.learning);
  EXPECT_THAT(ErrorOf({"demo", "--sandbox-learn"}), HasSubstr("--sandbox-learn: no such option"));
  EXPECT_THAT(ErrorOf({"probe", "--sandbox-learn"}), HasSubstr("--sandbox-learn: no such option"));
}

TEST(OptionsTest, DemoHasItsOwnDefaults) {
  const CommandLine line = Parse({"demo", "clock", "crash"});
  ASSERT_TRUE(std::holds_alternative<DemoArguments>(line));
  const auto& demo = std::get<DemoArguments>(line);
  EXPECT_THAT(demo.names, ElementsAre("clock", "crash"));
  EXPECT_TRUE(demo.session.host.faults);
  EXPECT_EQ(demo.session.host.hang.warn, Duration(1s));
  EXPECT_EQ(demo.session.host.hang.kill, Duration(3s));
  EXPECT_EQ(demo.session.host.restart.mode, RestartMode::kNever);
  const CommandLine list = Parse({"demo", "--list"});
  ASSERT_TRUE(std::holds_alternative<DemoArguments>(list));
  EXPECT_TRUE(std::get<DemoArguments>(list).list);
  EXPECT_THAT(std::get<DemoArguments>(list).names, ElementsAre());
}

TEST(OptionsTest, BadValuesAreOneLineThatHelps) {
  EXPECT_EQ(ErrorOf({"run", "a", "--duration", "soon"}),
            "bulkhead: bad value: --duration: 'soon' is not a duration; write 500ms, 3s or 2m");
  EXPECT_EQ(ErrorOf({"run", "a", "--duration="}).find("bulkhead: "), 0u);
  EXPECT_EQ(ErrorOf({"run", "a", "--memory-limit", "many"}),
            "bulkhead: bad value: --memory-limit: 'many' is not a size; write 512MiB, 64KiB or 2GiB");
  EXPECT_EQ(ErrorOf({"run", "a", "--viewport", "big"}),
            "bulkhead: bad value: --viewport: 'big' is not a size of 16x16 to 8192x8192; write 1024x768");
  EXPECT_THAT(ErrorOf({"run", "a", "--workers", "0"}), HasSubstr("not a number from 1 to 16"));
  EXPECT_THAT(ErrorOf({"run", "a", "--sandbox", "lax"}), HasSubstr("write strict, best-effort or off"));
  EXPECT_THAT(ErrorOf({"run", "a", "--process-model", "x"}), HasSubstr("write tab, site or shared"));
  EXPECT_THAT(ErrorOf({"run", "a", "--restart", "x"}), HasSubstr("write never, on-crash or always"));
  EXPECT_THAT(ErrorOf({"run", "a", "--log-level", "x"}), HasSubstr("write trace, debug"));
  EXPECT_THAT(ErrorOf({"run", "a", "--sandbox-disable", "pid,walls"}), HasSubstr("'walls' is not a layer; the layers are"));
  EXPECT_EQ(ErrorOf({"run", "a", "--hang-warn", "0"}),
            "bulkhead: bad value: --hang-warn: no time at all; give a duration above 0");
  EXPECT_EQ(ErrorOf({"run", "a", "--hang-warn", "5s", "--hang-kill", "5s"}),
            "bulkhead: bad value: --hang-kill: not longer than --hang-warn; kill later than the warning");
}

TEST(OptionsTest, ReportsAreListedOrOneIsShown) {
  CommandLine line = Parse({"reports"});
  ASSERT_TRUE(std::holds_alternative<ReportsArguments>(line));
  EXPECT_FALSE(std::get<ReportsArguments>(line).show);
  line = Parse({"reports", "list", "--json"});
  ASSERT_TRUE(std::holds_alternative<ReportsArguments>(line));
  EXPECT_TRUE(std::get<ReportsArguments>(line).json);
  line = Parse({"reports", "show", "20261127T172218Z-1-0001"});
  ASSERT_TRUE(std::holds_alternative<ReportsArguments>(line));
  EXPECT_EQ(std::get<ReportsArguments>(line).show, "20261127T172218Z-1-0001");
  const std::string usage = "; write 'bulkhead reports', or 'bulkhead reports show ID'";
  EXPECT_EQ(ErrorOf({"reports", "show"}), "bulkhead: usage: bulkhead reports show: no report" + usage);
  EXPECT_EQ(ErrorOf({"reports", "show", "a", "b"}), "bulkhead: usage: bulkhead reports show: more than one report" + usage);
  EXPECT_EQ(ErrorOf({"reports", "burn"}), "bulkhead: usage: burn: no such word" + usage);
  EXPECT_EQ(ErrorOf({"reports", "list", "x"}), "bulkhead: usage: x: no such word" + usage);
}

TEST(OptionsTest, UsageErrorsAreOneLine) {
  EXPECT_EQ(ErrorOf({"run", "a.html", "--fast"}), "bulkhead: usage: --fast: no such option; see 'bulkhead run --help'");
  EXPECT_EQ(ErrorOf({"fly"}), "bulkhead: usage: fly: no such command; see 'bulkhead --help'");
  EXPECT_EQ(ErrorOf({"doctor", "x"}), "bulkhead: usage: x: one argument too many; see 'bulkhead doctor --help'");
  EXPECT_EQ(ErrorOf({"run", "--duration", "1", "--duration", "2", "a.html"}),
            "bulkhead: usage: --duration: given more than once; give it once");
  // The value was forgotten, and the page taken for it.
  EXPECT_THAT(ErrorOf({"run", "--duration", "a.html"}), HasSubstr("--duration: 'a.html' is not a duration"));
  EXPECT_EQ(ErrorOf({"run"}),
            "bulkhead: usage: bulkhead run: no page; name an HTML file or demo:NAME, or see 'bulkhead run --help'");
  EXPECT_EQ(ErrorOf({}), "bulkhead: usage: bulkhead: no command; try 'bulkhead demo', or see 'bulkhead --help'");
  EXPECT_THAT(ErrorOf({"run", "a.html", "--duration"}), HasSubstr("--duration"));
  EXPECT_EQ(ErrorOf({"run", "a.html", "--duration"}).find('\n'), std::string::npos);
}

TEST(OptionsTest, InformationNeedsNoCommand) {
  const CommandLine version = Parse({"--version"});
  ASSERT_TRUE(std::holds_alternative<Information>(version));
  EXPECT_THAT(std::get<Information>(version).text, HasSubstr("bulkhead 0."));
  EXPECT_THAT(std::get<Information>(version).text, HasSubstr("build "));
  const CommandLine help = Parse({"--help"});
  ASSERT_TRUE(std::holds_alternative<Information>(help));
  EXPECT_THAT(std::get<Information>(help).text, HasSubstr("Examples:"));
  const CommandLine run = Parse({"run", "--help"});
  ASSERT_TRUE(std::holds_alternative<Information>(run));
  for (const char* word : {"--json", "--restart", "Units:", "Exit code:", "130", "Ctrl-C"}) {
    EXPECT_THAT(std::get<Information>(run).text, HasSubstr(word));
  }
  EXPECT_THAT(std::get<Information>(Parse({"demo", "--help"})).text, HasSubstr("--list"));
}

}  // namespace
}  // namespace bulkhead
