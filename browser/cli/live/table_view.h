// The live table as lines of a terminal. Pure: what is shown comes in, lines go out.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_TABLE_VIEW_H_
#define BULKHEAD_BROWSER_CLI_LIVE_TABLE_VIEW_H_

#include <cstddef>
#include <string>
#include <vector>

#include "browser/cli/live/tab_rows.h"
#include "browser/cli/terminal.h"

namespace bulkhead {

struct ScreenSize {
  size_t rows = 24;
  size_t columns = 80;
  friend bool operator==(const ScreenSize&, const ScreenSize&) = default;
};

struct TableView {
  std::string header;               // one line about the host
  std::vector<const TabRow*> rows;  // in their order
  TabId chosen = 0;
  TabOrder order = TabOrder::kTab;
  size_t first = 0;                 // row shown at the top
  std::string outcome;              // what came of the last strike
  std::string message;              // the newest thing that somebody should know
  std::string prompt;               // what is being typed; empty: nothing
  std::vector<std::string> choices;  // for what is being typed
  bool help = false;
};

// Rows of tabs that fit beside header, headings and the lines at the foot.
size_t RowsThatFit(const ScreenSize& size);
// So that the chosen one of `count` rows is on the screen: the row to begin with, as near to `first` as can be.
size_t ScrollTo(size_t first, size_t chosen, size_t count, size_t fit);

// At most size.rows lines. Cells begin where they say (CSI column G): a wide character in a title moves nothing. Where the
// screen is narrow the less telling columns go first.
std::vector<std::string> DrawTable(const TableView& view, const ScreenSize& size, const TextStyle& style);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_TABLE_VIEW_H_
