// The picture of a tab whose page is gone: what happened in plain words, the cause with what is known about it, and what
// comes next. Also of a tab that has nothing to show yet.
#ifndef BULKHEAD_BROWSER_CLI_SAD_TAB_H_
#define BULKHEAD_BROWSER_CLI_SAD_TAB_H_

#include <cstdint>
#include <optional>
#include <string>

#include "browser/host/events.h"
#include "browser/host/host.h"

namespace bulkhead {

struct SadTab {
  std::string page;
  TabState state = TabState::kGone;
  std::optional<TabGone> death;  // nullopt: still starting
  std::optional<TabReport> report;  // of this death; nullopt: not there yet
  uint32_t generations = 1;      // lives so far
  uint32_t width = 1024;
  uint32_t height = 768;
};

// The state a sad tab speaks of: "It was not started again.", "Life 3 is being started.", …
std::string NextStepText(const SadTab& tab);

// Draws it with the fonts of `font_directory` (DejaVu), or with whatever Cairo finds if there are none. Any thread.
FrameCopy DrawSadTab(const SadTab& tab, const std::string& font_directory = "/usr/share/fonts/truetype/dejavu");

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_SAD_TAB_H_
