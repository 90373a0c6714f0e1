// The whole gallery through the real program: every page ends, or lives, as its row of the gallery says.
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/demo_gallery.h"
#include "tests/support/bulkhead_program.h"
#include "tests/support/event_schema.h"

namespace bulkhead {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace json = boost::json;

// What the detail of a page's death says beside its cause, as text: the fault that struck is the one that was asked for.
using Details = std::map<std::string, std::function<void(const json::object&)>>;

void Expect(const json::object& detail, const char* field, const json::value& wanted) {
  const json::value* got = detail.if_contains(field);
  EXPECT_EQ(got != nullptr ? json::serialize(*got) : "nothing", json::serialize(wanted)) << field;
}

const Details& DetailsOf() {
  using Detail = const json::object&;
  static const Details details = {
      // Which of the two a busy loop is seen as depends on how busy the machine is.
      {"runaway-loop", [](Detail d) { Expect(d, "thread", "main"); }},
      {"never-yields", [](Detail d) { Expect(d, "thread", "main"); }},
      {"blocked-main",
       [](Detail d) {
         Expect(d, "thread", "main");
         Expect(d, "kind", "blocked");
       }},
      {"stopped-outside",
       [](Detail d) {
         Expect(d, "thread", "main");
         Expect(d, "kind", "stopped");
       }},
      {"native-crash",
       [](Detail d) {
         Expect(d, "signal", "SIGSEGV");
         Expect(d, "address", 0);
       }},
      {"native-abort", [](Detail d) { Expect(d, "signal", "SIGABRT"); }},
      {"stack-overflow",
       [](Detail d) {
         Expect(d, "signal", "SIGSEGV");
         Expect(d, "kind", "stack overflow");
       }},
      {"memory-leak", [](Detail d) { EXPECT_THAT(Text(d.at("limit")), StartsWith("rss ")); }},
      {"memory-bomb", [](Detail d) { EXPECT_THAT(Text(d.at("limit")), StartsWith("rss ")); }},
      {"silent-exit", [](Detail d) { Expect(d, "code", 0); }},
      {"exit-code", [](Detail d) { Expect(d, "code", 7); }},
      {"wire-garbage", [](Detail d) { Expect(d, "rule", {{"number", 1}, {"name", "header"}}); }},
      {"wire-oversize", [](Detail d) { Expect(d, "rule", {{"number", 4}, {"name", "oversize"}}); }},
      {"wire-truncated", [](Detail d) { Expect(d, "rule", {{"number", 10}, {"name", "truncated"}}); }},
      {"never-reads",
       [](Detail d) {
         Expect(d, "kind", "outbound");
         EXPECT_THAT(Text(d.at("limit")), AnyOf("4MiB queued", "5s unread"));
       }},
      {"killed-outside", [](Detail d) { EXPECT_THAT(Text(d.at("status")), StartsWith("killed by SIGKILL")); }},
  };
  return details;
}

// What was told of one tab.
struct Told {
  std::vector<json::object> gone;
  std::vector<json::object> fired;
  std::vector<std::string> unresponsive;  // kinds
  size_t first_frames = 0;
  size_t responsive = 0;
  size_t errors = 0;
};

std::map<size_t, Told> Sorted(const std::vector<std::string>& lines) {
  std::map<size_t, Told> tabs;
  for (const std::string& line : lines) {
    const json::object event = json::parse(line).as_object();
    const json::value* tab = event.if_contains("tab");
    if (tab == nullptr) {
      continue;
    }
    Told& told = tabs[tab->to_number<size_t>()];
    const json::value& name = event.at("event");
    if (name == "tab.gone") {
      told.gone.push_back(event);
    } else if (name == "fault.fired") {
      told.fired.push_back(event);
    } else if (name == "tab.unresponsive") {
      told.unresponsive.push_back(Text(event.at("kind")));
    }
    told.first_frames += name == "tab.first_frame" ? 1 : 0;
    told.responsive += name == "tab.responsive" ? 1 : 0;
    told.errors += name == "tab.error" ? 1 : 0;
  }
  return tabs;
}

void ExpectDeath(const Demo& demo, const Told& told, const json::value& summary) {
  ASSERT_EQ(told.gone.size(), 1u);
  const json::object& gone = told.gone.front();
  EXPECT_EQ(Text(gone.at("cause")), NameOf(*demo.expected));
  EXPECT_EQ(gone.at("generation"), 1);
  ASSERT_TRUE(DetailsOf().contains(std::string(demo.name))) << "a new page: say what its death has to tell";
  DetailsOf().at(std::string(demo.name))(gone.at("detail").as_object());
  EXPECT_EQ(summary.at("state"), "gone");
  EXPECT_EQ(Text(summary.at("cause")), NameOf(*demo.expected));
}

TEST(DemoGalleryTest, EveryPageEndsOrLivesAsTheGallerySays) {
  const ProgramResult result = RunBulkhead({"demo", "--json"});
  EXPECT_EQ(result.code, 0) << result.errors;
  ASSERT_THAT(StreamErrors(result.lines), IsEmpty());
  std::map<size_t, Told> tabs = Sorted(result.lines);
  const json::value summary = json::parse(result.lines.back());
  const json::array& figures = summary.at("tabs").as_array();
  ASSERT_EQ(figures.size(), DemoGallery().size());
  for (size_t at = 0; at < DemoGallery().size(); ++at) {
    const Demo& demo = DemoGallery()[at];
    const Told& told = tabs[at + 1];
    SCOPED_TRACE(demo.name);
    EXPECT_EQ(Text(figures[at].at("page")), "demo:" + std::string(demo.name));
    EXPECT_EQ(figures[at].at("generations"), 1);
    EXPECT_EQ(told.first_frames, 1u);
    if (demo.expected) {
      ExpectDeath(demo, told, figures[at]);
    } else {
      EXPECT_THAT(told.gone, IsEmpty());
      EXPECT_EQ(figures[at].at("state"), "live");
      EXPECT_TRUE(figures[at].at("cause").is_null());
      EXPECT_GE(figures[at].at("frames").to_number<int>(), 1);
      EXPECT_EQ(told.errors > 0, demo.misdeed != Misdeed::kNever);  // error-storm
    }
    // What a stranger does, it does not announce.
    const bool announced = demo.misdeed == Misdeed::kItself && !demo.fault.empty();
    ASSERT_EQ(told.fired.size(), announced ? 1u : 0u);
    if (announced) {
      EXPECT_THAT(Text(told.fired[0].at("fault")), StartsWith(std::string(demo.fault)));
    }
    // Stopped, continued by the host once, stopped again and killed; whoever hangs is told of before it is killed.
    if (demo.misdeed == Misdeed::kStopped) {
      EXPECT_THAT(told.unresponsive, ElementsAre("stopped", "stopped"));
      EXPECT_EQ(told.responsive, 1u);
    } else if (demo.expected == Cause::kHang) {
      EXPECT_THAT(told.unresponsive, testing::Not(IsEmpty()));
    }
  }
  for (const char* leak : {"zombies", "orphans", "leaked_fds"}) {
    EXPECT_EQ(summary.at("host").at(leak), 0) << leak;
  }
}

// The list that people read has a row for each of them.
TEST(DemoGalleryTest, TheListNamesEveryPageAndItsCause) {
  const ProgramResult result = RunBulkhead({"demo", "--list"});
  EXPECT_EQ(result.code, 0);
  for (const Demo& demo : DemoGallery()) {
    const auto row = std::ranges::find_if(result.lines, [&](const std::string& line) {
      return line.find(" " + std::string(demo.name) + " ") != line.npos || line.starts_with(std::string(demo.name) + " ");
    });
    ASSERT_NE(row, result.lines.end()) << demo.name;
    EXPECT_THAT(*row, HasSubstr(demo.expected ? std::string(NameOf(*demo.expected)) : "page"));
  }
}

}  // namespace
}  // namespace bulkhead
