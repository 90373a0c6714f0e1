#include "browser/cli/event_json.h"

#include <limits>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/json_line.h"
#include "browser/core/layer_states.h"
#include "tests/support/event_schema.h"
#include "tests/unit/cli/sample_events.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(EventJsonTest, EveryEventObeysTheContract) {
  std::set<std::string> seen;
  for (const Event& event : SampleEvents()) {
    const std::string line = EventJson(event);
    EXPECT_THAT(SchemaErrors(line), ElementsAre()) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
    seen.emplace(boost::json::parse(line).at("event").get_string());
  }
  const std::vector<std::string> all = SchemaEvents();
  EXPECT_EQ(seen, std::set<std::string>(all.begin(), all.end()));
}

TEST(EventJsonTest, FieldsAreThoseOfTheEvent) {
  EXPECT_EQ(EventJson({1.5, TabLive{3, 2, 99, 6.25, {{"fork", 0.5}}}}),
            R"({"t":1.5,"event":"tab.live","tab":3,"generation":2,"pid":99,"startup_ms":6.25,"steps":{"fork":0.5}})");
  EXPECT_EQ(EventJson({2, TabGone{1, 1, Cause::kNonZeroExit, [] {
                                    DeathDetail detail;
                                    detail.code = 7;
                                    return detail;
                                  }(), 0.25}}),
            R"({"t":2,"event":"tab.gone","tab":1,"generation":1,"cause":"NonZeroExit","detail":{"code":7},"detect_ms":0.25})");
}

TEST(EventJsonTest, AMessageIsThePagesValueToTheLastDigit) {
  EXPECT_EQ(EventJson({1, TabMessage{2, 1, "{\"a\":\n1.0000000001e-7, \"b\": \"\u202ex\"}"}}),
            "{\"t\":1,\"event\":\"tab.message\",\"tab\":2,\"value\":{\"a\": 1.0000000001e-7, \"b\": \"\\u202ex\"}}");
}

TEST(EventJsonTest, AReportHasItsStacks) {
  TabReport report = FullReport();
  report.stacks = {{"main", {{"f", "a.cc", 3, "m", 16}, {"", "", 0, "", 1}}, StackRole::kStopped}};
  EXPECT_EQ(EventJson({2, report}),
            R"({"t":2,"event":"tab.report","tab":1,"generation":1,"id":"20261127T172218Z-4242-0001","stacks":[{"thread":"main",)"
            R"("role":"stopped","frames":[{"function":"f","file":"a.cc","line":3,"module":"m","offset":16},)"
            R"({"function":"","file":"","line":0,"module":"","offset":1}]}]})");
}

TEST(EventJsonTest, WhatIsNotKnownIsNull) {
  const std::string line = EventJson({1, Summary{{TabSummary{}}, HostSummary{}}});
  for (const char* field : {"\"cause\":null", "\"fps\":null", "\"frame_gap_ms\":null", "\"peak_rss_kib\":null",
                            "\"private_dirty_kib\":null", "\"zombies\":null", "\"threads\":null"}) {
    EXPECT_THAT(line, HasSubstr(field));
  }
}

TEST(EventJsonTest, AbortTextBelongsToTheRecord) {
  DeathDetail detail;
  detail.message = "assertion x > 0";
  EXPECT_THAT(EventJson({1, TabGone{1, 1, Cause::kSignalled, detail, 1}}), HasSubstr(R"("record":"assertion x > 0")"));
  detail.record = "SIGABRT: assertion x > 0";
  EXPECT_THAT(EventJson({1, TabGone{1, 1, Cause::kSignalled, detail, 1}}),
              HasSubstr(R"("record":"SIGABRT: assertion x > 0")"));
}

TEST(EventJsonTest, HostileTextKeepsItsValueAndLosesItsPower) {
  const std::string hostile = "\x1b[2J \"q\" \\ \n\u202Eabc \x7f \u009b 🙂";
  const std::string line = EventJson({1, TabTitle{1, hostile}});
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  EXPECT_THAT(line, Not(HasSubstr("\u202E")));
  EXPECT_THAT(line, Not(HasSubstr("\u009b")));
  EXPECT_THAT(line, HasSubstr("\\u001b"));
  EXPECT_EQ(std::string(boost::json::parse(line).at("text").get_string()), hostile);
}

TEST(EventJsonTest, BytesThatAreNoUtf8AreReplaced) {
  const std::string line = EventJson({1, TabTitle{1, "a\xff\xc3z"}});
  EXPECT_EQ(std::string(boost::json::parse(line).at("text").get_string()), "a\uFFFD\uFFFDz");
}

TEST(JsonLineTest, NumbersAreWrittenAsPeopleDo) {
  EXPECT_EQ(JsonLine(1.5), "1.5");
  EXPECT_EQ(JsonLine(0.0), "0");
  EXPECT_EQ(JsonLine(60.0), "60");
  EXPECT_EQ(JsonLine(0.1 + 0.2), "0.3");
  EXPECT_EQ(JsonLine(-2.25), "-2.25");
  EXPECT_EQ(JsonLine(1e-9), "0");
  EXPECT_EQ(JsonLine(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(JsonLine(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(JsonLine(~0ull), "18446744073709551615");
  EXPECT_EQ(boost::json::parse(JsonLine(1e300)).as_double(), 1e300);
  EXPECT_EQ(JsonLine(boost::json::value{{"a", boost::json::array{}}, {"b", boost::json::object{}}, {"c", true}}),
            R"({"a":[],"b":{},"c":true})");
}

TEST(EventSchemaTest, SaysWhatIsWrong) {
  EXPECT_THAT(SchemaErrors("nonsense"), Not(ElementsAre()));
  EXPECT_THAT(SchemaErrors(R"({"t":1,"event":"tab.flown"})"), Not(ElementsAre()));
  EXPECT_THAT(SchemaErrors(R"({"t":1,"event":"tab.closed"})"), ElementsAre("tab.closed.tab is missing"));
  EXPECT_THAT(SchemaErrors(R"({"t":1,"event":"tab.closed","tab":null})"), ElementsAre("tab.closed.tab is null"));
  EXPECT_THAT(SchemaErrors(R"({"t":1,"event":"tab.closed","tab":-1})"), ElementsAre("tab.closed.tab is no 'i': -1"));
  EXPECT_THAT(SchemaErrors(R"({"t":1,"event":"tab.closed","tab":1,"x":2})"),
              ElementsAre("tab.closed.x is not in the contract"));
  EXPECT_THAT(SchemaErrors(
                  R"({"t":1,"event":"tab.gone","tab":1,"generation":1,"cause":"Bored","detail":{},"detect_ms":1})"),
              ElementsAre("tab.gone.cause has an unknown word: \"Bored\""));
}

TEST(EventSchemaTest, RefusesAWordThatIsNone) {
  EXPECT_THAT(SchemaErrors(EventJson({1, TabUnresponsive{1, 1, "workers", "livelock"}})), ElementsAre());
  EXPECT_THAT(SchemaErrors(EventJson({1, TabUnresponsive{1, 1, "helper", "spinning"}})),
              ElementsAre("tab.unresponsive.thread has an unknown word: \"helper\""));
  EXPECT_THAT(SchemaErrors(EventJson({1, TabUnresponsive{1, 1, "main", "asleep"}})),
              ElementsAre("tab.unresponsive.kind has an unknown word: \"asleep\""));
  EXPECT_THAT(SchemaErrors(EventJson({1, ConsoleEvent{1, "warning", "x", "a.html", 1}})),
              ElementsAre("console.level has an unknown word: \"warning\""));
  EXPECT_THAT(SchemaErrors(EventJson({1, FaultFired{1, "crash.segv()", "worker", "real", ""}})),
              ElementsAre("fault.fired.site has an unknown word: \"worker\""));
  EXPECT_THAT(SchemaErrors(EventJson({1, FaultFired{1, "crash.segv()", "main", "imagined", ""}})),
              ElementsAre("fault.fired.how has an unknown word: \"imagined\""));
}

TEST(EventSchemaTest, TheThirteenLayersAreAllAndAlwaysThere) {
  const Event first = SampleEvents().front();
  const LayerStates layers = std::get<HostStart>(first.body).layers;
  ASSERT_EQ(layers.size(), 13u);
  for (size_t at = 0; at < layers.size(); ++at) {
    LayerStates without = layers;
    without.erase(without.begin() + static_cast<ptrdiff_t>(at));
    EXPECT_THAT(SchemaErrors(EventJson({1, HostStart{"strict", without, "tab"}})),
                ElementsAre("host.start.sandbox.layers." + layers[at].first + " is missing"));
  }
  LayerStates more = layers;
  more.emplace_back("cgroup", "applied");  // a step, no layer
  EXPECT_THAT(SchemaErrors(EventJson({1, HostStart{"strict", more, "tab"}})),
              ElementsAre("host.start.sandbox.layers.cgroup is no layer"));
  more = layers;
  more[0].second.clear();
  EXPECT_THAT(SchemaErrors(EventJson({1, HostStart{"strict", more, "tab"}})),
              ElementsAre("host.start.sandbox.layers." + more[0].first + " says nothing"));
}

std::string GoneJson(Cause cause, const DeathDetail& detail) {
  return EventJson({1, TabGone{1, 1, cause, detail, 0.5}});
}

// Each cause with nothing said: what the schema misses is what a reader may rely on.
TEST(EventSchemaTest, EachCauseHasItsDetail) {
  const std::map<Cause, std::vector<std::string>> required = {
      {Cause::kCleanExit, {"code", "status"}},
      {Cause::kExitWithoutGoodbye, {"code", "status"}},
      {Cause::kNonZeroExit, {"code", "status"}},
      {Cause::kSignalled, {"signal", "status"}},
      {Cause::kOutOfMemory, {"limit", "status", "decision"}},
      {Cause::kSandboxViolation, {"signal", "syscall", "status"}},
      {Cause::kBadMessage, {"rule", "status", "decision"}},
      {Cause::kQuotaExceeded, {"kind", "limit", "status", "decision"}},
      {Cause::kHang, {"thread", "kind", "status", "decision"}},
      {Cause::kStartupFailed, {"step"}},
      {Cause::kStartupTimeout, {"step", "status", "decision"}},
      {Cause::kKilledByUser, {"status", "decision"}},
      {Cause::kKilledByPolicy, {"kind", "status", "decision"}},
      {Cause::kKilledExternally, {"signal", "status"}},
      {Cause::kBrowserLost, {"status"}},
      {Cause::kCompartmentLost, {"status"}},
      {Cause::kInternal, {"status"}},
  };
  for (int at = 0; at <= static_cast<int>(Cause::kInternal); ++at) {
    const auto cause = static_cast<Cause>(at);
    const std::string name(NameOf(cause));
    ASSERT_TRUE(required.contains(cause)) << name;
    std::vector<std::string> missing;
    for (const std::string& field : required.at(cause)) {
      missing.push_back("tab.gone.detail." + field + " is missing for " + name);
    }
    EXPECT_EQ(SchemaErrors(GoneJson(cause, DeathDetail{})), missing);
    EXPECT_THAT(SchemaErrors(GoneJson(cause, DetailOf(cause))), ElementsAre());
    EXPECT_THAT(SchemaErrors(GoneJson(cause, FullDetail())), Not(ElementsAre())) << name;  // no cause has all of it
  }
}

TEST(EventSchemaTest, WhatIsOfAnotherCauseIsRefused) {
  DeathDetail detail = DetailOf(Cause::kNonZeroExit);
  detail.rule = {2, "oversize"};
  EXPECT_THAT(SchemaErrors(GoneJson(Cause::kNonZeroExit, detail)), ElementsAre("tab.gone.detail.rule is not for NonZeroExit"));
  detail = DetailOf(Cause::kHang);
  detail.kind = "sulking";
  EXPECT_THAT(SchemaErrors(GoneJson(Cause::kHang, detail)),
              ElementsAre("tab.gone.detail.kind has an unknown word: \"sulking\""));
  detail = DetailOf(Cause::kHang);
  detail.thread = "worker-1";
  EXPECT_THAT(SchemaErrors(GoneJson(Cause::kHang, detail)),
              ElementsAre("tab.gone.detail.thread has an unknown word: \"worker-1\""));
  detail = DetailOf(Cause::kKilledExternally);
  detail.signal = "SIGTERM";
  EXPECT_THAT(SchemaErrors(GoneJson(Cause::kKilledExternally, detail)),
              ElementsAre("tab.gone.detail.signal has an unknown word: \"SIGTERM\""));
}

TEST(EventSchemaTest, StreamBeginsAndEnds) {
  const std::string start = EventJson(SampleEvents().front());
  const std::string summary = EventJson({9, Summary{}});
  const std::string closed = EventJson({8, TabClosed{1}});
  EXPECT_THAT(StreamErrors({start, closed, summary}), ElementsAre());
  EXPECT_EQ(StreamErrors({closed, summary}).size(), 1u);
  EXPECT_EQ(StreamErrors({start, closed}).size(), 1u);
  EXPECT_EQ(StreamErrors({start, summary, closed}).size(), 3u);
  EXPECT_EQ(StreamErrors({}).size(), 1u);
}

}  // namespace
}  // namespace bulkhead
