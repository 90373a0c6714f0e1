// `bulkhead doctor` as people and scripts run it, on this machine as it is.
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bulkhead_program.h"
#include "tests/support/program_paths.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

namespace json = boost::json;

TEST(DoctorProgramTest, AgreesWithAStartInStrict) {
  const ProgramResult doctor = RunBulkhead({"doctor", "--json"});
  BulkheadProgram program = BulkheadProgram::Start({"run", "--json", DemoDirectory() + "/clock.html"});
  const bool started = !program.ReadUntil("tab.live").is_null();
  program.Signal(SIGINT);
  program.ReadAll();
  program.Wait();
  ASSERT_THAT(doctor.lines, SizeIs(1)) << doctor.errors;
  const json::value report = json::parse(doctor.lines[0]);
  EXPECT_EQ(report.at("strict").as_bool(), started) << program.Errors();
  EXPECT_EQ(doctor.code, started ? 0 : 1);
  EXPECT_THAT(report.at("layers").as_array(), SizeIs(13));
  if (started) {
    // What is applied is what a run applies.
    const json::value start = json::parse(program.lines().at(0));
    for (const json::value& layer : report.at("layers").as_array()) {
      const json::value& state = start.at("sandbox").at("layers").at(layer.at("name").as_string());
      EXPECT_EQ(layer.at("applied").as_bool(), state == "applied") << layer;
    }
    EXPECT_EQ(doctor.errors, "");
  }
  EXPECT_EQ(report.at("user").at("uid"), ::geteuid());
}

TEST(DoctorProgramTest, TextIsPlainWhereThereIsNoTerminal) {
  const ProgramResult doctor = RunBulkhead({"doctor"}, {.environment = {{"LC_ALL", "C"}}});
  EXPECT_THAT(doctor.code, testing::AnyOf(0, 1)) << doctor.errors;
  EXPECT_THAT(doctor.lines, Contains(StartsWith("seccomp ")));
  for (const std::string& line : doctor.lines) {
    EXPECT_LE(line.size(), 80u) << line;
    EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= 0x20 && c < 0x7F; })) << line;
  }
}

TEST(DoctorProgramTest, WithoutARendererProgramThereIsNothingToExamine) {
  for (const char* program : {"/nowhere/bulkhead-renderer", "/bin/true"}) {
    const ProgramResult doctor = RunBulkhead({"doctor", "--json", "--renderer", program});
    EXPECT_EQ(doctor.code, 2) << program;
    EXPECT_THAT(doctor.lines, IsEmpty());
    EXPECT_THAT(doctor.errors, StartsWith("bulkhead: "));
    EXPECT_EQ(std::ranges::count(doctor.errors, '\n'), 1) << doctor.errors;
    EXPECT_THAT(doctor.errors, HasSubstr(program));
  }
}

TEST(DoctorProgramTest, EnvironmentsArePrintedWithoutExamination) {
  const ProgramResult doctor = RunBulkhead({"doctor", "--environments", "--renderer", "/nowhere/bulkhead-renderer"});
  EXPECT_EQ(doctor.code, 0) << doctor.errors;
  EXPECT_THAT(doctor.lines, Contains(StartsWith("Docker, its default profile")));
}

TEST(DoctorProgramTest, FewDescriptorsAreNotTakenForARefusal) {
  const ProgramResult doctor = RunBulkhead({"doctor", "--json"}, {.descriptors = 10});
  EXPECT_EQ(doctor.code, 2) << doctor.errors;
  EXPECT_THAT(doctor.lines, IsEmpty());
  EXPECT_THAT(doctor.errors, HasSubstr("ulimit -n"));
}

}  // namespace
}  // namespace bulkhead
