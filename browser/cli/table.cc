#include "browser/cli/table.h"

#include <algorithm>
#include <utility>

#include "browser/cli/colours.h"
#include "browser/cli/plain_text.h"
#include "ipc/os/check.h"

namespace bulkhead {

void Table::AddRow(std::vector<std::string> cells) {
  BULKHEAD_CHECK(cells.size() == rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::vector<std::string> Table::Lines(const TextStyle& style) const {
  std::vector<size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (size_t at = 0; at < row.size(); ++at) {
      widths[at] = std::max(widths[at], Columns(row[at]));
    }
  }
  std::vector<std::string> lines;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t at = 0; at < row.size(); ++at) {
      const std::string space(widths[at] - Columns(row[at]), ' ');
      line += at == 0 ? "  " : "   ";
      line += right_.contains(at) ? space + row[at] : row[at] + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(&row == &rows_.front() ? Painted(kBold, line, style) : line);
  }
  return lines;
}

}  // namespace bulkhead
