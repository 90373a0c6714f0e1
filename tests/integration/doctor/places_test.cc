// In places that refuse something (tests/support/as_if): doctor says what and what helps, strict names the step at which it
// ends, best-effort opens a page and names what is weaker, off opens a page.
#include <signal.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/as_if/places.h"
#include "tests/support/bulkhead_program.h"
#include "tests/support/program_paths.h"
#include "tests/support/skip.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

namespace json = boost::json;

// A layer that such a place takes away, and what is said of it.
struct Loss {
  const char* layer;
  std::optional<bool> available;
  const char* why;
};

struct Case {
  const char* place;
  const char* strict_step;  // at which strict refuses
  std::vector<Loss> losses;
  std::vector<const char*> remedies;  // one of these is in the first loss's
};

// Whether the filter is a container's shows in marks of the machine that the tests run on.
const std::vector<const char*> kPastAFilter = {"seccomp=tools/container/seccomp.json", "seccomp filter that it inherited",
                                               "filter tools/container/seccomp.json", "devcontainer.json"};

const std::vector<Case> kCases = {
    {"docker",
     "namespaces",
     {{"user", false, "user namespaces refused: Operation not permitted (errno 1)"},
      {"pid", std::nullopt, "needs a user namespace"},
      {"net", std::nullopt, "needs a user namespace"},
      {"ipc", std::nullopt, "needs a user namespace"},
      {"root", std::nullopt, "needs a user namespace"},
      {"capabilities", std::nullopt, "needs a user namespace"}},
     kPastAFilter},
    {"podman", "landlock_rules", {{"landlock", false, "Function not implemented (errno 38)"}}, kPastAFilter},
    {"apparmor", "root", {{"root", false, "Permission denied (errno 13)"}}, kPastAFilter},
    {"no-landlock", "landlock_rules", {{"landlock", false, "Function not implemented (errno 38)"}}, kPastAFilter},
#ifndef BULKHEAD_SANITIZED  // which has no filter of its own, and cannot do without /proc
    {"no-seccomp", "seccomp", {{"seccomp", false, "Invalid argument (errno 22)"}}, kPastAFilter},
    {"no-proc", "uid_map", {{"user", false, "/proc/self/"}}, {"mount -t proc proc /proc"}},
#endif
    {"no-user-namespaces",
     "namespaces",
     {{"user", false, "user namespaces refused: No space left on device (errno 28)"},
      {"pid", std::nullopt, "needs a user namespace"}},
     {"sudo sysctl -w user.max_user_namespaces="}},
};

void PrintTo(const Case& place, std::ostream* out) {
  *out << place.place;
}

// Runs until each of `tabs` has shown a frame or the program has ended, then ends it in order. Not for a duration: how long a
// start takes is the machine's affair.
ProgramResult RunUntilFrames(std::vector<std::string> arguments, int tabs, BulkheadProgram::Options options) {
  BulkheadProgram program = BulkheadProgram::Start(std::move(arguments), std::move(options));
  for (int tab = 1; tab <= tabs && !program.ReadUntil("tab.first_frame").is_null(); ++tab) {
  }
  program.Signal(SIGINT);
  program.ReadAll();
  const int code = program.Wait();
  return {code, program.lines(), program.Errors()};
}

class PlacesTest : public testing::TestWithParam<Case> {
 protected:
  static BulkheadProgram::Options Here() {
    return {// Without /proc a program does not know where it is.
            .environment = {{"BULKHEAD_RENDERER", RendererProgram()}},
            .launcher = {AsIfProgram(), GetParam().place}};
  }
  static ProgramResult Open(const char* mode) {
    return RunUntilFrames({"run", "--json", mode, DemoDirectory() + "/clock.html"}, 1, Here());
  }
};

#define SKIP_IF_IMPOSSIBLE(result)     \
  if ((result).code == kAsIfImpossible) \
  BULKHEAD_SKIP((result).errors)

TEST_P(PlacesTest, DoctorIsRight) {
  const ProgramResult result = RunBulkhead({"doctor", "--json"}, Here());
  SKIP_IF_IMPOSSIBLE(result);
  EXPECT_EQ(result.code, 1) << result.errors;
  ASSERT_THAT(result.lines, SizeIs(1)) << result.errors;
  const json::value report = json::parse(result.lines[0]);
  EXPECT_EQ(report.at("strict"), false);
  EXPECT_EQ(report.at("best_effort"), true);
  EXPECT_THAT(result.errors, StartsWith("bulkhead: strict would not start: " + std::string(GetParam().strict_step) + ": "));
  size_t found = 0;
  for (const json::value& layer : report.at("layers").as_array()) {
    const auto loss = std::ranges::find_if(GetParam().losses, [&](const Loss& one) { return layer.at("name") == one.layer; });
    if (loss == GetParam().losses.end()) {
      continue;
    }
    ++found;
    EXPECT_EQ(layer.at("available"), loss->available ? json::value(*loss->available) : json::value()) << layer;
    EXPECT_FALSE(layer.at("applied").as_bool()) << layer;
    EXPECT_THAT(std::string(layer.at("why").as_string()), HasSubstr(loss->why));
    EXPECT_FALSE(layer.at("effect").as_string().empty()) << layer;
    ASSERT_TRUE(layer.at("remedy").is_string()) << layer;
  }
  EXPECT_EQ(found, GetParam().losses.size());
  for (const json::value& layer : report.at("layers").as_array()) {
    if (layer.at("name") == GetParam().losses.front().layer) {
      const std::string remedy(layer.at("remedy").as_string());
      EXPECT_TRUE(std::ranges::any_of(GetParam().remedies,
                                      [&](const char* words) { return remedy.find(words) != remedy.npos; }))
          << remedy;
    }
  }
  // These hold wherever best-effort starts.
  for (const json::value& layer : report.at("layers").as_array()) {
    if (layer.at("name") == "no_new_privs" || layer.at("name") == "descriptors") {
      EXPECT_TRUE(layer.at("applied").as_bool()) << layer;
    }
  }
}

TEST_P(PlacesTest, StrictRefusesAtTheStepThatNeedsIt) {
  const ProgramResult result = RunBulkhead({"run", "--json", DemoDirectory() + "/clock.html"}, Here());
  SKIP_IF_IMPOSSIBLE(result);
  EXPECT_EQ(result.code, 2) << result.errors;
  EXPECT_THAT(result.errors, StartsWith("bulkhead: cannot start the sandbox: " + std::string(GetParam().strict_step) + ": "));
  EXPECT_EQ(std::ranges::count(result.errors, '\n'), 1) << result.errors;
  EXPECT_THAT(result.lines, Not(Contains(HasSubstr("tab.live"))));
}

TEST_P(PlacesTest, BestEffortOpensAPageAndNamesWhatIsWeaker) {
  const ProgramResult result = Open("--sandbox=best-effort");
  SKIP_IF_IMPOSSIBLE(result);
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.lines, Contains(HasSubstr("tab.first_frame")));
  ASSERT_FALSE(result.lines.empty());
  const json::value start = json::parse(result.lines.front());
  ASSERT_EQ(start.at("event"), "host.start");
  for (const Loss& loss : GetParam().losses) {
    const std::string state(start.at("sandbox").at("layers").at(loss.layer).as_string());
    EXPECT_THAT(state, HasSubstr(loss.why)) << loss.layer;
    EXPECT_THAT(result.errors, HasSubstr("bulkhead: weaker sandbox: " + std::string(loss.layer) + ": ")) << loss.layer;
  }
}

TEST_P(PlacesTest, OffOpensAPage) {
  const ProgramResult result = Open("--sandbox=off");
  SKIP_IF_IMPOSSIBLE(result);
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.errors, StartsWith("bulkhead: warning: --sandbox=off: "));
  EXPECT_THAT(result.lines, Contains(HasSubstr("tab.first_frame")));
}

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.place;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, PlacesTest, testing::ValuesIn(kCases), NameOf);

// ---- our own profile for containers ----------------------------------------------------------------------------

#ifndef BULKHEAD_SANITIZED  // whose own calls are in no profile
TEST(ContainerProfileTest, StrictStartsUnderOurs) {
  const BulkheadProgram::Options under = {.launcher = {AsIfProgram(), "profile=" + ContainerProfile()}};
  const ProgramResult doctor = RunBulkhead({"doctor", "--json"}, under);
  EXPECT_EQ(doctor.code, 0) << doctor.errors;
  const ProgramResult run = RunUntilFrames(
      {"run", "--json", DemoDirectory() + "/gallery.html", DemoDirectory() + "/particles.html"}, 2, under);
  EXPECT_EQ(run.code, 0) << run.errors;
  EXPECT_EQ(std::ranges::count_if(run.lines, [](const std::string& line) { return line.find("tab.first_frame") != line.npos; }),
            2);
  EXPECT_THAT(run.lines, Not(Contains(HasSubstr("tab.gone"))));
}
#endif

TEST(ContainerProfileTest, AFilterAboveOursHasTheLastWord) {
  const ProgramResult both =
      RunBulkhead({"doctor", "--json"}, {.launcher = {AsIfProgram(), "docker,profile=" + ContainerProfile()}});
  EXPECT_EQ(both.code, 1) << both.errors;
}

TEST(ContainerProfileTest, AProfileThatIsNoneIsRefused) {
  for (const std::string file : {"/dev/null", "/nowhere.json"}) {
    const ProgramResult result = RunBulkhead({"doctor"}, {.launcher = {AsIfProgram(), "profile=" + file}});
    EXPECT_EQ(result.code, kAsIfImpossible) << file;
  }
}

}  // namespace
}  // namespace bulkhead
