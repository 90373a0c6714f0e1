#include "browser/cli/probe/probe_catalogue.h"

#include <cerrno>
#include <cstring>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

// The two programs share no table: a name without a function, or a function that nobody judges, shows here.
TEST(ProbeCatalogue, HasAFunctionForEachNameAndANameForEachFunction) {
  std::set<std::string_view> known;
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    EXPECT_TRUE(known.insert(attempt.name).second) << attempt.name;
  }
  std::set<std::string_view> functions;
  for (const Probe& probe : AllProbes()) {
    EXPECT_TRUE(functions.insert(probe.name).second) << probe.name;
  }
  EXPECT_EQ(known, functions);
  EXPECT_GE(known.size(), 60u);
}

TEST(ProbeCatalogue, EachAttemptSaysWhatShouldComeOfIt) {
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    EXPECT_FALSE(attempt.tries.empty()) << attempt.name;
    EXPECT_FALSE(ExpectedText(attempt).empty()) << attempt.name;
    EXPECT_NE(attempt.group(), attempt.name);
  }
}

TEST(ProbeCatalogue, ExpectationsAreTheFilterFirst) {
  const ProbeAttempt attempt = {"a.b", "", {"openat"}, {{"landlock", EACCES}, {"root", ENOENT}, {"root", EACCES}}};
  EXPECT_EQ(ExpectedText(attempt), "SIGSYS, else EACCES or ENOENT");
  EXPECT_EQ(ExpectedText({"a.b", "", {"openat"}, {}}), "SIGSYS");
  EXPECT_EQ(ExpectedText({"a.b", "", {}, {{"spawn", kReachedNothing}}}), "nothing reached");
}

TEST(ProbeCatalogue, FindsByNameAndByGroup) {
  EXPECT_THAT(FindAttempts("net.tcp"), SizeIs(1));
  EXPECT_GT(FindAttempts("net").size(), 5u);
  EXPECT_THAT(FindAttempts("ne"), IsEmpty());
}

TEST(ProbeCatalogue, KnowsWhatWasMeant) {
  EXPECT_EQ(NearNames("net.tpc").front(), "net.tcp");
  EXPECT_EQ(NearNames("namespaces").front(), "namespace");
  EXPECT_THAT(NearNames("ptrace"), Contains("neighbour.ptrace"));
  EXPECT_LE(NearNames("clone").size(), 3u);
  EXPECT_THAT(NearNames("xylophone"), IsEmpty());
}

TEST(ProbeCatalogue, TheListHasALineForEach) {
  const std::string list = ProbeListText();
  EXPECT_EQ(static_cast<size_t>(std::count(list.begin(), list.end(), '\n')), ProbeCatalogue().size() + 1);
}

}  // namespace
}  // namespace bulkhead
