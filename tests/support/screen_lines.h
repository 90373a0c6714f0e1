// What a terminal shows of lines that place their cells (CSI column G) and paint them (CSI … m).
#ifndef BULKHEAD_TESTS_SUPPORT_SCREEN_LINES_H_
#define BULKHEAD_TESTS_SUPPORT_SCREEN_LINES_H_

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

// A character a column; what is right of `columns` is lost, as without wrapping.
std::vector<std::string> ScreenLines(const std::vector<std::string>& lines, size_t columns);

// A screen, as far as TerminalScreen uses one: what `output` of a program leaves on it.
class TestScreen {
 public:
  TestScreen(size_t rows, size_t columns) : rows_(rows), columns_(columns), lines_(rows) {}

  void Resize(size_t rows, size_t columns);
  void Feed(std::string_view output);
  std::vector<std::string> Lines() const;
  // All lines, a newline behind each.
  std::string Text() const;
  bool alternate() const { return alternate_; }
  bool cursor_hidden() const { return cursor_hidden_; }

 private:
  bool TakeSequence();
  void Put(const std::string& character);

  size_t rows_;
  size_t columns_;
  size_t row_ = 0;
  size_t column_ = 0;
  bool alternate_ = false;
  bool cursor_hidden_ = false;
  std::string pending_;
  std::vector<std::vector<std::string>> lines_;  // characters of each
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_SCREEN_LINES_H_
