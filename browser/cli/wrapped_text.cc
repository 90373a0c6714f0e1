#include "browser/cli/wrapped_text.h"

#include "browser/cli/plain_text.h"

namespace bulkhead {

std::vector<std::string> Wrap(std::string_view text, size_t width, std::string_view continued) {
  std::vector<std::string> lines = {""};
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size() == text.size() ? word.size() : word.size() + 1);
    if (lines.back().empty()) {
      lines.back() = word;
    } else if (Columns(lines.back()) + 1 + Columns(word) + (text.empty() ? 0 : Columns(continued)) <= width) {
      lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.back() += continued;
      lines.emplace_back(word);
    }
  }
  return lines;
}

}  // namespace bulkhead
