#include "browser/cli/probe/probe_matrix.h"

#include <algorithm>
#include <map>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Kind = ProbeConfiguration::Kind;
using State = ProbeRow::State;

const std::vector<ProbeAttempt>& Attempts() {
  static const std::vector<ProbeAttempt> attempts = {{"a.one", "", {}, {}}, {"a.two", "", {}, {}}, {"a.three", "", {}, {}}};
  return attempts;
}

std::vector<ProbeRow> Rows(State one, State two, State three) {
  std::vector<ProbeRow> rows(3);
  for (size_t at = 0; at < rows.size(); ++at) {
    rows[at].attempt = &Attempts()[at];
  }
  rows[0].state = one;
  rows[1].state = two;
  rows[2].state = three;
  return rows;
}

ProbeConfiguration Find(Kind kind, const std::string& layer = "") {
  const std::vector<ProbeConfiguration> all = MatrixConfigurations();
  return *std::ranges::find_if(all, [&](const ProbeConfiguration& configuration) {
    return configuration.kind == kind && configuration.layer == layer;
  });
}

TEST(ProbeMatrix, HasNoneEachAloneAllAndEachLeftOut) {
  const std::vector<ProbeConfiguration> all = MatrixConfigurations();
  EXPECT_EQ(all.size(), 1u + 13 + 1 + 13);
  EXPECT_EQ(all.front().Name(), "none");
  EXPECT_EQ(all.front().disabled.size(), 13u);
  EXPECT_THAT(Find(Kind::kAll).disabled, IsEmpty());
}

TEST(ProbeMatrix, ALayerAloneComesWithWhatItNeeds) {
  const ProbeConfiguration net = Find(Kind::kAlone, "net");
  EXPECT_THAT(net.also, ElementsAre("user"));
  EXPECT_EQ(net.disabled.size(), 11u);
  EXPECT_THAT(net.disabled, testing::Not(Contains("user")));
  EXPECT_THAT(Find(Kind::kAlone, "seccomp").also, ElementsAre("no_new_privs"));
  EXPECT_THAT(Find(Kind::kAlone, "rlimits").also, IsEmpty());
}

TEST(ProbeMatrix, ALayerLeftOutTakesAlongWhatNeedsIt) {
  EXPECT_THAT(Find(Kind::kWithout, "no_new_privs").disabled,
              UnorderedElementsAre("no_new_privs", "landlock", "seccomp"));
  EXPECT_THAT(Find(Kind::kWithout, "pid").disabled, ElementsAre("pid"));
}

TEST(ProbeMatrix, AloneIsJudgedAgainstWhatItNeeds) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kStopped, State::kEscaped));
  matrix.Add(Find(Kind::kAlone, "user"), Rows(State::kEscaped, State::kEscaped, State::kStopped));
  const ProbeConfiguration net = Find(Kind::kAlone, "net");
  matrix.Add(net, Rows(State::kEscaped, State::kStopped, State::kStopped));
  EXPECT_EQ(matrix.Alone(net).succeed, 2u);
  EXPECT_THAT(matrix.Alone(net).by_name, ElementsAre("a.two"));
  EXPECT_THAT(matrix.AgainstNone(net).by_name, ElementsAre("a.three"));
}

TEST(ProbeMatrix, AnAttemptThatWasNotTriedIsNotStopped) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kEscaped, State::kEscaped));
  const ProbeConfiguration alone = Find(Kind::kAlone, "rlimits");
  matrix.Add(alone, Rows(State::kNotTried, State::kStopped, State::kUnclear));
  EXPECT_EQ(matrix.Alone(alone).stopped, 1u);
}

TEST(ProbeMatrix, ALayerThatStopsNothingIsAFault) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kStopped, State::kStopped));
  matrix.Add(Find(Kind::kAlone, "rlimits"), Rows(State::kStopped, State::kStopped, State::kStopped));
  EXPECT_THAT(matrix.Faults(true), IsEmpty());
  matrix.Add(Find(Kind::kAlone, "dumpable"), Rows(State::kEscaped, State::kStopped, State::kStopped));
  EXPECT_THAT(matrix.Faults(true), ElementsAre(HasSubstr("dumpable")));
  EXPECT_THAT(matrix.Faults(false), IsEmpty());
}

TEST(ProbeMatrix, WhatAllLayersLetThroughIsAFault) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kEscaped, State::kEscaped));
  matrix.Add(Find(Kind::kAll), Rows(State::kStopped, State::kEscaped, State::kUnclear));
  EXPECT_THAT(matrix.Faults(false), ElementsAre(HasSubstr("a.two"), HasSubstr("a.three")));
}

TEST(ProbeMatrix, WhatIsLetThroughWithoutALayerIsNone) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kEscaped, State::kEscaped));
  matrix.Add(Find(Kind::kWithout, "seccomp"), Rows(State::kStopped, State::kEscaped, State::kStopped));
  EXPECT_THAT(matrix.Faults(true), IsEmpty());
  EXPECT_THAT(matrix.Text({}), Contains(HasSubstr("a.two")));
}

TEST(ProbeMatrix, OnlyWhatCanTellSomethingIsTriedAgain) {
  const std::vector<const ProbeAttempt*> all = {&Attempts()[0], &Attempts()[1], &Attempts()[2]};
  ProbeMatrix matrix;
  EXPECT_EQ(matrix.Worth(Find(Kind::kNone), all).size(), 3u);
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kStopped, State::kStopped));
  EXPECT_EQ(matrix.Worth(Find(Kind::kAlone, "user"), all).size(), 3u);
  matrix.Add(Find(Kind::kAlone, "user"), Rows(State::kEscaped, State::kEscaped, State::kStopped));
  EXPECT_THAT(matrix.Worth(Find(Kind::kAlone, "rlimits"), all), ElementsAre(all[0]));
  EXPECT_THAT(matrix.Worth(Find(Kind::kAlone, "net"), all), ElementsAre(all[0], all[1]));
  EXPECT_EQ(matrix.Worth(Find(Kind::kAll), all).size(), 3u);
  EXPECT_THAT(matrix.Worth(Find(Kind::kWithout, "rlimits"), all), ElementsAre(all[0], all[1]));
}

TEST(ProbeMatrix, JsonHasALineForEachConfiguration) {
  ProbeMatrix matrix;
  matrix.Add(Find(Kind::kNone), Rows(State::kEscaped, State::kEscaped, State::kStopped));
  matrix.Add(Find(Kind::kAlone, "rlimits"), Rows(State::kStopped, State::kEscaped, State::kStopped));
  const std::vector<std::string> lines = matrix.Json(1.5);
  ASSERT_EQ(lines.size(), 2u);
  const boost::json::value alone = boost::json::parse(lines[1]);
  EXPECT_EQ(alone.at("event"), "probe.configuration");
  EXPECT_EQ(alone.at("configuration"), "alone rlimits");
  EXPECT_EQ(alone.at("stopped"), boost::json::parse(R"(["a.one"])"));
  EXPECT_EQ(alone.at("escaped"), boost::json::parse(R"(["a.two"])"));
  EXPECT_EQ(alone.at("succeed_with_none").to_number<int>(), 2);
  EXPECT_EQ(alone.at("stopped_of_none").to_number<int>(), 1);
}

}  // namespace
}  // namespace bulkhead
