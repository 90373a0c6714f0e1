// Attempts to get out, from inside real renderers: none succeeds under strict, and what takes a layer away shows.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bulkhead_program.h"
#include "tests/support/program_paths.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace json = boost::json;

struct Probed {
  ProgramResult program;
  std::map<std::string, json::value> attempts;  // by name
  json::value summary;
};

// TMPDIR is the test's own, so that what is left behind shows.
Probed Probe(std::vector<std::string> arguments, const TempDir& directory) {
  arguments.insert(arguments.begin(), {"probe", "--json"});
  Probed probed;
  BulkheadProgram::Options options;
  options.environment = {{"TMPDIR", directory.path().string()}, {"BULKHEAD_DEMOS", DemoDirectory()}};
  probed.program = RunBulkhead(std::move(arguments), options);
  for (const std::string& line : probed.program.lines) {
    const json::value event = json::parse(line);
    if (event.at("event") == "probe.attempt") {
      probed.attempts[std::string(event.at("attempt").as_string())] = event;
    } else {
      probed.summary = event;
    }
  }
  return probed;
}

// The rows of attempts that neither got out nor were stopped by anything known.
std::string Unclear(const Probed& probed) {
  std::string rows;
  for (const auto& [name, row] : probed.attempts) {
    if (row.at("escaped") == false && !row.at("stopped_by").is_string()) {
      rows += json::serialize(row) + "\n";
    }
  }
  return rows;
}

class ProbeTest : public testing::Test {
 protected:
  ProbeTest() {
    // As root the renderers are nobody, and a socket in here is to be reached.
    std::filesystem::permissions(directory_.path(), std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
  }
  TempDir directory_;
};

TEST_F(ProbeTest, NothingSucceedsUnderStrict) {
  const Probed probed = Probe({}, directory_);
  EXPECT_EQ(probed.program.code, 0) << probed.program.errors;
  EXPECT_GE(probed.attempts.size(), 60u);
  EXPECT_EQ(Unclear(probed), "");
  std::set<std::string> stoppers;
  for (const auto& [name, row] : probed.attempts) {
    EXPECT_EQ(row.at("escaped"), false) << name << ": " << json::serialize(row);
    if (row.at("stopped_by").is_string()) {
      stoppers.insert(std::string(row.at("stopped_by").as_string()));
    }
  }
  EXPECT_EQ(probed.summary.at("event"), "probe.summary");
  EXPECT_EQ(probed.summary.at("escaped"), 0);
  EXPECT_EQ(probed.summary.at("unclear"), 0);
  EXPECT_GE(probed.summary.at("attempts").to_number<size_t>(), 60u);
  // By different walls, not by one accident that ends every renderer.
  for (const char* layer : {"seccomp", "rlimits", "descriptors", "spawn"}) {
    EXPECT_TRUE(stoppers.contains(layer)) << layer;
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

// The same attempts do get out where nothing holds them: a probe that could not succeed would say nothing.
TEST_F(ProbeTest, MostSucceedWithoutLayers) {
  const Probed probed = Probe({"--sandbox-disable=user,pid,net,ipc,root,process_group,landlock,capabilities,no_new_privs,"
                               "descriptors,rlimits,dumpable,seccomp"},
                              directory_);
  EXPECT_EQ(probed.program.code, 1) << probed.program.errors;
  for (const char* name :
       {"file.read", "file.create", "proc.sibling", "net.tcp", "net.unix_abstract", "net.unix_path", "process.fork",
        "process.exec", "process.exec_memory", "neighbour.kill_sibling", "neighbour.kill_group", "code.mmap_rwx",
        "kernel.inotify", "limit.page_tables", "descriptor.set", "abi.sigsys_blocked"}) {
    EXPECT_EQ(probed.attempts.at(name).at("escaped"), true) << json::serialize(probed.attempts.at(name));
  }
  // No layer keeps the browser's secrets out of a renderer: they are never there.
  EXPECT_EQ(probed.attempts.at("secret.memory").at("escaped"), false);
  EXPECT_EQ(probed.summary.at("unclear"), 0);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(ProbeTest, AnotherLayerStopsWhatTheFilterDid) {
  const Probed probed = Probe({"--sandbox-disable=seccomp", "file.read", "net.tcp", "neighbour.kill_sibling"}, directory_);
  EXPECT_EQ(probed.program.code, 0) << probed.program.errors;
  EXPECT_EQ(probed.attempts.at("file.read").at("stopped_by"), "root");
  EXPECT_EQ(probed.attempts.at("net.tcp").at("stopped_by"), "landlock");
  EXPECT_EQ(probed.attempts.at("neighbour.kill_sibling").at("stopped_by"), "pid");
}

// The whole matrix is what the command is for; here its way, with few attempts.
TEST_F(ProbeTest, TheMatrixHasALineForEachConfiguration) {
  const Probed probed = Probe({"--matrix", "file.read", "neighbour.kill_group"}, directory_);
  EXPECT_EQ(probed.program.code, 0) << probed.program.errors;
  ASSERT_EQ(probed.program.lines.size(), 1u + 13 + 1 + 13 + 1);
  const json::value none = json::parse(probed.program.lines[0]);
  EXPECT_EQ(none.at("configuration"), "none");
  EXPECT_EQ(none.at("escaped"), json::parse(R"(["file.read", "neighbour.kill_group"])"));
  for (const std::string& line : probed.program.lines) {
    const json::value row = json::parse(line);
    if (row.as_object().contains("configuration") && row.at("configuration") == "alone process_group") {
      EXPECT_EQ(row.at("stopped"), json::parse(R"(["neighbour.kill_group"])"));
    }
  }
}

TEST_F(ProbeTest, AMistakeIsOneLine) {
  const ProgramResult result = RunBulkhead({"probe", "net.tpc"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.errors, AllOf(StartsWith("bulkhead: no such attempt: net.tpc"), HasSubstr("net.tcp")));
  EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1);
  EXPECT_THAT(result.lines, IsEmpty());
}

TEST_F(ProbeTest, TheListNeedsNoRenderer) {
  const ProgramResult result = RunBulkhead({"probe", "--list", "--renderer", "/nowhere"});
  EXPECT_EQ(result.code, 0);
  EXPECT_GE(result.lines.size(), 61u);
}

}  // namespace
}  // namespace bulkhead
