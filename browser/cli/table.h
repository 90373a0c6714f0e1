// A table of text for a terminal: columns as wide as their widest cell.
#ifndef BULKHEAD_BROWSER_CLI_TABLE_H_
#define BULKHEAD_BROWSER_CLI_TABLE_H_

#include <set>
#include <string>
#include <vector>

#include "browser/cli/terminal.h"

namespace bulkhead {

class Table {
 public:
  explicit Table(std::vector<std::string> headings) : rows_{std::move(headings)} {}

  // As many cells as headings; printable text.
  void AddRow(std::vector<std::string> cells);
  // An empty line.
  void AddGap() { rows_.emplace_back(); }
  // This column is set flush right: numbers.
  void AlignRight(size_t column) { right_.insert(column); }
  // Headings first, bold where there is colour.
  std::vector<std::string> Lines(const TextStyle& style) const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::set<size_t> right_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_TABLE_H_
