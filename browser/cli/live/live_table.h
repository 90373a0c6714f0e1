// LiveTable: the tabs of a host as a table with keys. Knows the host by its interface and no terminal: keys, time and events come
// in, lines go out. On the host's thread.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_LIVE_TABLE_H_
#define BULKHEAD_BROWSER_CLI_LIVE_LIVE_TABLE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "browser/cli/live/keys.h"
#include "browser/cli/live/line_prompt.h"
#include "browser/cli/live/strike_watch.h"
#include "browser/cli/live/tab_rows.h"
#include "browser/cli/live/table_view.h"
#include "browser/host/host.h"

namespace bulkhead {

class LiveTable {
 public:
  // What the keys ask for beside what the host does.
  struct Actions {
    // Opens a page by its name on the command line; words where it cannot.
    std::function<std::optional<std::string>(const std::string& page)> open;
    std::function<void()> end;
    std::vector<std::string> pages;  // names that can be completed
  };

  LiveTable(TextStyle style, const Clock& clock, Actions actions);

  // `host` is there, and outlives what follows.
  void Attach(Host& host);
  void OnEvent(const Event& event);
  void OnKey(const Key& key);
  // Something that somebody should know: a line of the log, a complaint.
  void OnMessage(std::string text) { message_ = std::move(text); }
  // Reads what every tab uses. Twice a second: it costs some reads of /proc for each.
  void Sample();
  std::vector<std::string> Draw(const ScreenSize& size);

 private:
  void OnCommand(char32_t key);
  void OnPrompt(const Key& key);
  void Ask(char32_t command);
  void OpenPage(const std::string& name);
  void StrikeWith(std::string_view fault);
  // Tells why not. True: it was done.
  bool Tell(TabAnswer answer, const std::string& what);
  void ToggleStop();
  void Move(long by);
  size_t Chosen() const;  // its place in the order that is shown
  std::string Header() const;
  // As events tell time.
  double Seconds() const;

  const TextStyle style_;
  const Clock& clock_;
  const Actions actions_;
  Host* host_ = nullptr;
  TimePoint started_;
  std::string sandbox_;
  TabRows rows_;
  StrikeWatch watch_;
  TabOrder order_ = TabOrder::kTab;
  TabId chosen_ = 0;
  size_t first_ = 0;
  size_t page_ = 1;  // rows of the last drawing
  std::string message_;
  std::optional<LinePrompt> prompt_;
  char32_t asked_for_ = 0;  // what the prompt is for: 'f' or 'n'
  bool help_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_LIVE_TABLE_H_
