#include "browser/cli/probe/probe_output.h"

#include <cerrno>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using State = ProbeRow::State;

const ProbeAttempt kAttempt = {"net.tcp", "connect", {"socket"}, {{"net", ENETUNREACH}}};
const ProbeAttempt kOther = {"file.read", "read", {"openat"}, {}};

ProbeRow Row(const ProbeAttempt& attempt, State state, std::string got, std::string stopped_by = {}) {
  ProbeRow row;
  row.attempt = &attempt;
  row.state = state;
  row.got = std::move(got);
  row.stopped_by = std::move(stopped_by);
  return row;
}

TEST(ProbeOutput, AnAttemptIsOneObject) {
  ProbeRow row = Row(kAttempt, State::kStopped, "ENETUNREACH", "net");
  row.error = ENETUNREACH;
  const boost::json::value line = boost::json::parse(ProbeAttemptJson(0.5, row));
  EXPECT_EQ(line, boost::json::parse(R"({"t": 0.5, "event": "probe.attempt", "attempt": "net.tcp", "group": "net",
      "expected": "SIGSYS, else ENETUNREACH", "got": "ENETUNREACH", "errno": 101, "stopped_by": "net",
      "escaped": false})"));
}

TEST(ProbeOutput, WhatIsNotKnownIsNull) {
  const boost::json::value line = boost::json::parse(ProbeAttemptJson(0, Row(kAttempt, State::kEscaped, "succeeded")));
  EXPECT_TRUE(line.at("errno").is_null());
  EXPECT_TRUE(line.at("stopped_by").is_null());
  EXPECT_EQ(line.at("escaped"), true);
}

TEST(ProbeOutput, TheSummaryCountsWhatWasTried) {
  const std::vector<ProbeRow> rows = {Row(kAttempt, State::kStopped, "", "net"), Row(kOther, State::kEscaped, ""),
                                      Row(kOther, State::kNotTried, ""), Row(kOther, State::kUnclear, "")};
  const boost::json::value line = boost::json::parse(ProbeSummaryJson(2, CountRows(rows)));
  EXPECT_EQ(line, boost::json::parse(R"({"t": 2, "event": "probe.summary", "attempts": 3, "escaped": 1,
      "not_tried": 1, "unclear": 1})"));
}

TEST(ProbeOutput, SaysWhatWasTriedAndNotWhatIsProved) {
  const std::vector<ProbeRow> rows = {Row(kAttempt, State::kStopped, "", "net"), Row(kOther, State::kStopped, "", "root")};
  EXPECT_THAT(ProbeSummaryText(rows, {{"net", "applied"}}, "Linux 6.18"),
              ElementsAre("None of the 2 probes succeeded on this kernel (Linux 6.18)."));
}

TEST(ProbeOutput, NamesWhatSucceededWhatIsMissingAndWhatIsUnclear) {
  const std::vector<ProbeRow> rows = {Row(kAttempt, State::kEscaped, ""), Row(kOther, State::kUnclear, "")};
  EXPECT_THAT(ProbeSummaryText(rows, {{"net", "left out by option"}}, "Linux 6.18"),
              ElementsAre(AllOf(HasSubstr("1 of the 2 probes succeeded"), HasSubstr("net.tcp")),
                          AllOf(HasSubstr("Unclear"), HasSubstr("file.read")), HasSubstr("net (left out by option)")));
}

TEST(ProbeOutput, TheTableHidesNothing) {
  const std::vector<std::string> lines =
      ProbeTable({Row(kAttempt, State::kEscaped, "succeeded: \x1b[2J"), Row(kOther, State::kStopped, "EPERM", "root")}, {});
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[1], AllOf(HasSubstr("NOTHING"), HasSubstr("\\x1b")));
  EXPECT_THAT(lines[2], HasSubstr("root"));
}

}  // namespace
}  // namespace bulkhead
