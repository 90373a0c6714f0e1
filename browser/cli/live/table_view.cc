#include "browser/cli/live/table_view.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "browser/cli/cause_words.h"
#include "browser/cli/colours.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/wrapped_text.h"

namespace bulkhead {
namespace {

// Header and headings; outcome, message or prompt, keys.
constexpr size_t kLinesAbove = 2;
constexpr size_t kLinesBelow = 3;
constexpr std::string_view kReverse = "\x1b[7m";

enum class Column { kTab, kTitle, kState, kPid, kFps, kCpu, kMemory, kThreads, kLast };
struct ColumnKind {
  Column column;
  const char* heading;
  size_t width;
  bool right;     // flush: numbers
  int necessary;  // the larger the later it goes
};
// Title and last event share what is left over.
constexpr std::array kColumns = {
    ColumnKind{Column::kTab, "TAB", 4, true, 9},     ColumnKind{Column::kTitle, "TITLE", 10, false, 8},
    ColumnKind{Column::kState, "STATE", 12, false, 10}, ColumnKind{Column::kPid, "PID", 8, true, 4},
    ColumnKind{Column::kFps, "FPS", 5, true, 6},     ColumnKind{Column::kCpu, "CPU%", 5, true, 5},
    ColumnKind{Column::kMemory, "MEM", 8, true, 7},  ColumnKind{Column::kThreads, "THR", 4, true, 1},
    ColumnKind{Column::kLast, "LAST EVENT", 12, false, 3},
};
constexpr size_t kMostTitle = 32;

constexpr std::array<std::string_view, 16> kHelp = {
    "Keys, on the chosen tab:",
    "  k  kill -9 its process          c  have it crash (crash.segv)",
    "  h  hang its main thread         m  memory bomb",
    "  g  garbage on the wire          s  stop it, or let it go on",
    "  f  any fault: name(param=value); the tab key completes",
    "  r  reload                       x  close",
    "",
    "  n  open another page            o  order of the rows",
    "  up, down, page up, page down, home, end: choose a tab",
    "  q, Ctrl-C  end in order         Ctrl-Z  to the shell and back",
    "  ?  these lines, and back",
    "",
    "FPS: frames shown in a second (of those that the page had to show; a page that rests has 0).",
    "CPU%: of one processor. MEM: resident. Both of the tab's whole process.",
    "A process that others use too (--process-model) shows with each of its tabs.",
    "",
};

struct Placed {
  const ColumnKind* kind;
  size_t at;     // column of the screen, from 1
  size_t width;
};

// What fits into `columns`, in order, with its place.
std::vector<Placed> Place(size_t columns) {
  std::vector<const ColumnKind*> shown;
  for (const ColumnKind& kind : kColumns) {
    shown.push_back(&kind);
  }
  const auto needed = [&] {
    size_t sum = 1;  // the mark of the chosen one
    for (const ColumnKind* kind : shown) {
      sum += kind->width + 1;
    }
    return sum;
  };
  while (shown.size() > 1 && needed() > columns + 1) {
    shown.erase(std::min_element(shown.begin(), shown.end(), [](const ColumnKind* a, const ColumnKind* b) {
      return a->necessary < b->necessary;
    }));
  }
  const size_t have = columns + 1;
  size_t spare = have > needed() ? have - needed() : 0;
  const bool has_last = std::any_of(shown.begin(), shown.end(), [](const ColumnKind* k) { return k->column == Column::kLast; });
  std::vector<Placed> placed;
  size_t at = 2;
  for (const ColumnKind* kind : shown) {
    size_t width = kind->width;
    if (kind->column == Column::kTitle) {
      const size_t more = has_last ? std::min(spare / 3, kMostTitle - width) : spare;
      width += more;
      spare -= more;
    } else if (kind->column == Column::kLast) {
      width += spare;
    }
    placed.push_back({kind, at, std::min(width, columns >= at ? columns - at + 1 : 0)});
    at += width + 1;
  }
  return placed;
}

std::string Cut(std::string_view text, size_t width, bool ascii) {
  if (width == 0) {
    return {};
  }
  const std::string plain = PlainText(text, ascii, width);
  if (Columns(plain) <= width) {
    return plain;
  }
  // The mark of what was cut takes its room itself.
  const size_t mark = ascii ? 3 : 1;
  return width > mark ? PlainText(text, ascii, width - mark) : std::string(width, '.');
}

std::string At(size_t column, const std::string& text) {
  return "\x1b[" + std::to_string(column) + "G" + text;
}

std::string MemoryText(uint64_t kib) {
  return kib < 10 * 1024 * 1024 ? FixedText(static_cast<double>(kib) / 1024, 1) + "M"
                                : FixedText(static_cast<double>(kib) / (1024 * 1024), 1) + "G";
}

std::string CellText(const TabRow& row, Column column) {
  switch (column) {
    case Column::kTab:
      return std::to_string(row.tab);
    case Column::kTitle:
      return row.title.empty() ? row.page : row.title;
    case Column::kState:
      return row.stopped ? "stopped" : std::string(NameOf(row.state));
    case Column::kPid:
      return row.pid != 0 ? std::to_string(row.pid) : "-";
    case Column::kFps:
      return row.fps ? FixedText(*row.fps, 0) : "-";
    case Column::kCpu:
      return row.cpu_percent ? FixedText(*row.cpu_percent, 0) : "-";
    case Column::kMemory:
      return row.rss_kib ? MemoryText(*row.rss_kib) : "-";
    case Column::kThreads:
      return row.threads ? std::to_string(*row.threads) : "-";
    case Column::kLast:
      return row.last;
  }
  return {};
}

std::string_view ColourOf(const TabRow& row) {
  if (row.stopped) {
    return kYellow;
  }
  switch (row.state) {
    case TabState::kLive:
      return kGreen;
    case TabState::kUnresponsive:
    case TabState::kRestarting:
      return kYellow;
    case TabState::kGone:
    case TabState::kGaveUp:
      return kRed;
    default:
      return kDim;
  }
}

std::string CellAt(const Placed& place, std::string_view text, bool ascii) {
  const std::string cut = Cut(text, place.width, ascii);
  const size_t used = Columns(cut);
  const size_t indent = place.kind->right && used < place.width ? place.width - used : 0;
  return At(place.at + indent, cut);
}

std::string Headings(const std::vector<Placed>& places, const TextStyle& style) {
  std::string line;
  for (const Placed& place : places) {
    line += CellAt(place, place.kind->heading, style.ascii);
  }
  return Painted(kBold, line, style);
}

std::string RowLine(const TabRow& row, bool chosen, const std::vector<Placed>& places, const TextStyle& style) {
  std::string line = chosen ? ">" : " ";
  for (const Placed& place : places) {
    const std::string cell = CellAt(place, CellText(row, place.kind->column), style.ascii);
    const bool state = place.kind->column == Column::kState;
    line += state && !chosen ? Painted(ColourOf(row), cell, style) : cell;
  }
  return chosen ? Painted(kReverse, line, style) : line;
}

std::string KeysLine(const TableView& view, size_t columns, bool ascii) {
  return Cut("k kill  c crash  h hang  m memory  g garbage  s stop  r reload  n new  x close  f fault  o order: " +
                 std::string(NameOf(view.order)) + "  ? help  q quit",
             columns, ascii);
}

// What is being typed: its end is what has to be seen.
std::string PromptLine(const TableView& view, size_t columns, bool ascii) {
  const std::string plain = PlainText(view.prompt, ascii, SIZE_MAX);
  std::string_view rest = plain;
  while (!rest.empty() && Columns(rest) + 1 > columns) {
    TakeCodePoint(&rest);
  }
  return std::string(rest) + "_";
}

}  // namespace

size_t RowsThatFit(const ScreenSize& size) {
  return size.rows > kLinesAbove + kLinesBelow ? size.rows - kLinesAbove - kLinesBelow : 1;
}

size_t ScrollTo(size_t first, size_t chosen, size_t count, size_t fit) {
  const size_t last_first = count > fit ? count - fit : 0;
  if (chosen < first) {
    first = chosen;
  } else if (chosen >= first + fit) {
    first = chosen - fit + 1;
  }
  return std::min(first, last_first);
}

std::vector<std::string> DrawTable(const TableView& view, const ScreenSize& size, const TextStyle& style) {
  std::vector<std::string> lines;
  const auto line = [&](std::string_view text) { lines.push_back(Cut(text, size.columns, style.ascii)); };
  lines.push_back(Painted(kBold, Cut(view.header, size.columns, style.ascii), style));
  const size_t fit = RowsThatFit(size);
  if (view.help) {
    for (size_t i = 0; i < std::min(fit + 1, kHelp.size()); ++i) {
      line(kHelp[i]);
    }
  } else {
    const std::vector<Placed> places = Place(size.columns);
    lines.push_back(Headings(places, style));
    for (size_t i = view.first; i < std::min(view.rows.size(), view.first + fit); ++i) {
      lines.push_back(RowLine(*view.rows[i], view.rows[i]->tab == view.chosen, places, style));
    }
  }
  // The foot stands at the bottom.
  lines.resize(std::max(lines.size(), std::min(size.rows, kLinesAbove + fit + kLinesBelow) - std::min(size.rows, kLinesBelow)));
  // A message that is too long for its line, and whose end is often its reason, has that of the outcome too for as long as it
  // stands.
  std::string message = view.message;
  std::string outcome = view.outcome;
  if (const auto parts = Wrap(message, size.columns); view.prompt.empty() && parts.size() > 1) {
    outcome = parts[0];
    message = parts[1];
    for (size_t i = 2; i < parts.size(); ++i) {
      message += " " + parts[i];
    }
  }
  line(outcome);
  std::string choices;
  for (const std::string& choice : view.choices) {
    choices += (choices.empty() ? "" : "  ") + choice;
  }
  line(view.prompt.empty() || choices.empty() ? message : choices);
  lines.push_back(view.prompt.empty() ? Painted(kDim, KeysLine(view, size.columns, style.ascii), style)
                                      : PromptLine(view, size.columns, style.ascii));
  if (lines.size() > size.rows) {
    lines.resize(size.rows);
  }
  return lines;
}

}  // namespace bulkhead
