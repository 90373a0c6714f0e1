// DemoStory: what happened in a demo, gathered from the host's events, and told: a line as it happens, tables at the end.
// Pure: no clock, no output.
#ifndef BULKHEAD_BROWSER_CLI_DEMO_STORY_H_
#define BULKHEAD_BROWSER_CLI_DEMO_STORY_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "browser/cli/demo_gallery.h"
#include "browser/cli/terminal.h"
#include "browser/host/events.h"

namespace bulkhead {

class DemoStory {
 public:
  // Tab 1 shows demos[0], and so on.
  DemoStory(std::vector<const Demo*> demos, TextStyle style);

  void Note(const Event& event);
  // What to say of `event` while the demo runs; nullopt: nothing. After Note().
  std::optional<std::string> Progress(const Event& event) const;
  // After the summary: what each did and what the host saw, the damage to the neighbours, the verdict.
  std::vector<std::string> Report() const;

  const Demo* DemoOf(TabId tab) const;

 private:
  struct Chapter {
    const Demo* demo = nullptr;
    bool live = false;
    size_t deaths = 0;
    size_t errors = 0;
    std::optional<TabGone> death;  // the first: what happens after a restart is the same again
    std::optional<TabSummary> figures;
  };

  bool AsExpected(const Chapter& chapter) const;
  std::string Seen(const Chapter& chapter) const;
  std::vector<std::string> Misdeeds() const;
  std::vector<std::string> Neighbours() const;
  std::string Verdict() const;

  std::map<TabId, Chapter> chapters_;
  const TextStyle style_;
  size_t live_ = 0;
  bool all_came_alive_ = false;  // with the event noted last
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DEMO_STORY_H_
