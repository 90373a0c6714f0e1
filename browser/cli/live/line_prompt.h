// LinePrompt: one line that the user types at the foot of the table, with completion. Pure.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_LINE_PROMPT_H_
#define BULKHEAD_BROWSER_CLI_LIVE_LINE_PROMPT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "browser/cli/live/keys.h"

namespace bulkhead {

// What may follow: `text` with everything added that is certain, and the ways in which it can go on.
struct Completion {
  std::string text;
  std::vector<std::string> choices;
};
using Complete = std::function<Completion(std::string_view text)>;

// Of a fault: its name, then its parameters, then their values.
Completion CompleteFault(std::string_view text);
// Of one of `words`.
Completion CompleteWord(std::string_view text, const std::vector<std::string>& words);

class LinePrompt {
 public:
  LinePrompt(std::string label, Complete complete) : label_(std::move(label)), complete_(std::move(complete)) {}

  enum class Outcome { kEditing, kEntered, kCancelled };
  Outcome OnKey(const Key& key);

  const std::string& label() const { return label_; }
  const std::string& text() const { return text_; }
  // After the tab key, until the next one.
  const std::vector<std::string>& choices() const { return choices_; }

 private:
  static constexpr size_t kMaxBytes = 500;

  const std::string label_;
  const Complete complete_;
  std::string text_;
  std::vector<std::string> choices_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_LINE_PROMPT_H_
