#include "tests/support/screen_lines.h"

#include <algorithm>

namespace bulkhead {
namespace {

size_t LengthOf(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

}  // namespace

std::vector<std::string> ScreenLines(const std::vector<std::string>& lines, size_t columns) {
  std::vector<std::string> shown;
  for (const std::string& line : lines) {
    TestScreen screen(1, columns);
    screen.Feed(line);
    shown.push_back(screen.Lines()[0]);
  }
  return shown;
}

void TestScreen::Resize(size_t rows, size_t columns) {
  rows_ = rows;
  columns_ = columns;
  lines_.assign(rows, {});
}

void TestScreen::Feed(std::string_view output) {
  pending_ += output;
  while (!pending_.empty()) {
    if (pending_[0] == '\x1b') {
      if (!TakeSequence()) {
        return;
      }
      continue;
    }
    if (pending_[0] == '\r') {
      column_ = 0;
      pending_.erase(0, 1);
      continue;
    }
    if (pending_[0] == '\n') {
      row_ = std::min(row_ + 1, rows_ - 1);
      pending_.erase(0, 1);
      continue;
    }
    const size_t length = LengthOf(pending_[0]);
    if (pending_.size() < length) {
      return;
    }
    Put(pending_.substr(0, length));
    pending_.erase(0, length);
  }
}

void TestScreen::Put(const std::string& character) {
  if (column_ < columns_ && row_ < rows_) {
    std::vector<std::string>& line = lines_[row_];
    line.resize(std::max(line.size(), column_ + 1), " ");
    line[column_] = character;
  }
  ++column_;
}

bool TestScreen::TakeSequence() {
  if (pending_.size() < 2) {
    return false;
  }
  if (pending_[1] != '[') {
    pending_.erase(0, 2);
    return true;
  }
  const auto end = std::find_if(pending_.begin() + 2, pending_.end(), [](char c) { return c >= 0x40 && c <= 0x7e; });
  if (end == pending_.end()) {
    return false;
  }
  const std::string body(pending_.begin() + 2, end);
  const char final = *end;
  pending_.erase(pending_.begin(), end + 1);
  const size_t semicolon = std::min(body.find(';'), body.size());
  const auto number = [](const std::string& text) { return text.empty() || text[0] == '?' ? 1u : std::stoul(text); };
  switch (final) {
    case 'H':
      row_ = number(body.substr(0, semicolon)) - 1;
      column_ = number(body.substr(std::min(semicolon + 1, body.size()))) - 1;
      break;
    case 'G':
      column_ = number(body) - 1;
      break;
    case 'K':
      if (row_ < rows_) {
        lines_[row_].resize(std::min(lines_[row_].size(), column_));
      }
      break;
    case 'J':
      lines_.assign(rows_, {});
      break;
    case 'h':
    case 'l':
      if (body == "?1049") {
        alternate_ = final == 'h';
      } else if (body == "?25") {
        cursor_hidden_ = final == 'l';
      }
      break;
    default:
      break;
  }
  return true;
}

std::vector<std::string> TestScreen::Lines() const {
  std::vector<std::string> shown;
  for (const auto& line : lines_) {
    std::string text;
    for (const std::string& character : line) {
      text += character;
    }
    shown.push_back(std::move(text));
  }
  return shown;
}

std::string TestScreen::Text() const {
  std::string text;
  for (const std::string& line : Lines()) {
    text += line + "\n";
  }
  return text;
}

}  // namespace bulkhead
