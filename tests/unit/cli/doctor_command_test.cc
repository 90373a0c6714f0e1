#include "browser/cli/doctor_command.h"

#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/plain_text.h"
#include "browser/cli/wrapped_text.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace json = boost::json;

// A machine under Docker's default filter.
DoctorReport Refused() {
  DoctorReport report;
  report.machine.kernel = {"6.8.0-generic", "x86_64", "Debian – 12"};
  report.machine.user = {1000, 1000, "me\x1b[31m", 1000};
  report.machine.limits.descriptors = {1024, 4096};
  report.machine.limits.pids = 512;
  report.machine.cgroup = {2, "/a", true, true, false, true};
  report.machine.fonts = {{"DejaVuSans.ttf", true}, {"DejaVuSans-Bold.ttf", false}};
  report.layers = {{"user", false, false, "user namespaces refused: Operation not permitted (errno 1)",
                    "a renderer keeps this user's id and rights; pid, net, ipc and root need this layer",
                    "docker run --security-opt seccomp=tools/container/seccomp.json --security-opt apparmor=unconfined"},
                   {"pid", std::nullopt, false, "needs a user namespace", "sees processes", "as for user"},
                   {"seccomp", true, true, "", "every call is open", ""}};
  report.strict = {false, "namespaces", "clone into new namespaces: Operation not permitted", "docker run …"};
  report.best_effort.starts = true;
  report.as_another_user = {"as root it is the same"};
  report.environment = &Environments()[3];
  return report;
}

DoctorReport Fine() {
  DoctorReport report = Refused();
  report.strict = {true, "", "", ""};
  return report;
}

const DoctorArguments kJson = {.json = true, .environments = false, .renderer_program = {}};
const DoctorArguments kEnvironments = {.json = false, .environments = true, .renderer_program = {}};

CommandAnswer Answer(DoctorArguments arguments, DoctorReport report, TextStyle style = {}) {
  return DoctorCommand(arguments, style, [&](UserError*) { return report; });
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

TEST(DoctorCommandTest, ExitCodeIsTheVerdictOnStrict) {
  EXPECT_EQ(Answer({}, Fine()).exit_code, 0);
  EXPECT_EQ(Answer(kJson, Fine()).exit_code, 0);
  EXPECT_EQ(Answer({}, Refused()).exit_code, 1);
  EXPECT_EQ(Answer(kJson, Refused()).exit_code, 1);
}

TEST(DoctorCommandTest, NothingToExamineIsAnErrorOfUse) {
  const CommandAnswer answer = DoctorCommand({}, {}, [](UserError* error) {
    *error = {"no renderer program", "/x", "not an executable file", "build it"};
    return std::nullopt;
  });
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.complaint->Line(), "bulkhead: no renderer program: /x: not an executable file; build it");
}

TEST(DoctorCommandTest, JsonIsOneObjectOfTheContract) {
  const CommandAnswer answer = Answer(kJson, Refused());
  ASSERT_THAT(Lines(answer.text), testing::SizeIs(1));
  const json::object object = json::parse(answer.text).as_object();
  std::vector<std::string> keys;
  for (const auto& [key, value] : object) {
    keys.emplace_back(key);
  }
  EXPECT_THAT(keys, ElementsAre("kernel", "user", "layers", "limits", "cgroup", "fonts", "strict", "best_effort"));
  EXPECT_EQ(object.at("strict"), false);
  EXPECT_EQ(object.at("best_effort"), true);
  for (const json::value& layer : object.at("layers").as_array()) {
    std::vector<std::string> fields;
    for (const auto& [key, value] : layer.as_object()) {
      fields.emplace_back(key);
    }
    EXPECT_THAT(fields, ElementsAre("name", "available", "applied", "why", "effect", "remedy"));
  }
  EXPECT_EQ(object.at("layers").at(0).at("available"), false);
  EXPECT_TRUE(object.at("layers").at(1).at("available").is_null());
  EXPECT_TRUE(object.at("layers").at(2).at("applied").as_bool());
  EXPECT_TRUE(object.at("layers").at(2).at("why").is_null());
  EXPECT_EQ(object.at("limits").at("nofile").at("hard"), 4096);
  EXPECT_TRUE(object.at("limits").at("stack").at("hard").is_null());
  EXPECT_EQ(object.at("cgroup").at("version"), 2);
  EXPECT_EQ(object.at("kernel").at("environment"), "Docker, its default profile");
  EXPECT_THAT(answer.text, Not(HasSubstr("\x1b")));
  // The step that ended strict is told to people.
  EXPECT_THAT(answer.complaint->Line(), StartsWith("bulkhead: strict would not start: namespaces: clone into"));
  EXPECT_FALSE(Answer(kJson, Fine()).complaint);
}

TEST(DoctorCommandTest, TextFitsEightyColumnsAndKeepsToAscii) {
  const CommandAnswer answer = Answer({}, Refused(), {.colour = false, .ascii = true});
  EXPECT_FALSE(answer.complaint);
  for (const std::string& line : Lines(answer.text)) {
    EXPECT_LE(Columns(line), 80u) << line;
    for (const char c : line) {
      EXPECT_TRUE(c >= 0x20 && c < 0x7F) << line;
    }
  }
}

TEST(DoctorCommandTest, TextSaysWhyWhatIsWeakerAndWhatHelps) {
  const std::vector<std::string> lines = Lines(Answer({}, Refused()).text);
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("user "), HasSubstr("no     no       user namespaces refused"))));
  EXPECT_THAT(lines, Contains("  weaker:  a renderer keeps this user's id and rights; pid, net, ipc and root"));
  EXPECT_THAT(lines, Contains("  do:      docker run --security-opt seccomp=tools/container/seccomp.json \\"));
  EXPECT_THAT(lines, Contains("           --security-opt apparmor=unconfined"));
  EXPECT_THAT(lines, Contains("pid            ?      no       needs a user namespace"));
  EXPECT_THAT(lines, Contains("seccomp        yes    yes"));
  EXPECT_THAT(lines, Contains(StartsWith("strict         would not start: namespaces: clone into new namespaces")));
  EXPECT_THAT(lines, Contains("best-effort    would start"));
  EXPECT_THAT(lines, Contains(HasSubstr("missing: DejaVuSans-Bold.ttf")));
  EXPECT_THAT(lines, Contains(StartsWith("Docker, its default profile")));
}

TEST(DoctorCommandTest, ColourOnlyWhereItIsShown) {
  EXPECT_THAT(Answer({}, Refused(), {.colour = true, .ascii = false}).text, HasSubstr("\x1b[33m"));
  EXPECT_THAT(Answer({}, Refused()).text, Not(HasSubstr("\x1b")));
}

TEST(DoctorCommandTest, EnvironmentsNeedNoExamination) {
  const CommandAnswer answer = DoctorCommand(kEnvironments, {}, [](UserError*) {
    ADD_FAILURE() << "examined";
    return std::nullopt;
  });
  EXPECT_EQ(answer.exit_code, 0);
  for (const Environment& row : Environments()) {
    EXPECT_THAT(answer.text, HasSubstr(row.name));
  }
  for (const std::string& line : Lines(answer.text)) {
    EXPECT_LE(Columns(line), 80u) << line;
  }
}

TEST(WrappedTextTest, BreaksAtSpaces) {
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
  EXPECT_THAT(Wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrap("enormously", 4), ElementsAre("enormously"));
  EXPECT_THAT(Wrap("a enormously b", 4), ElementsAre("a", "enormously", "b"));
  EXPECT_THAT(Wrap("run --one --two", 12, " \\"), ElementsAre("run --one \\", "--two"));
}

}  // namespace
}  // namespace bulkhead
