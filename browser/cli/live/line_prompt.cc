#include "browser/cli/live/line_prompt.h"

#include <algorithm>

#include "browser/cli/plain_text.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {
namespace {

// `fixed` and whichever of `words` begin with `begun`.
Completion Choose(std::string_view fixed, std::string_view begun, const std::vector<std::string>& words) {
  Completion completion;
  for (const std::string& word : words) {
    if (word.starts_with(begun)) {
      completion.choices.push_back(word);
    }
  }
  if (completion.choices.empty()) {
    completion.text = std::string(fixed) + std::string(begun);
    return completion;
  }
  std::string common = completion.choices.front();
  for (const std::string& choice : completion.choices) {
    const auto [end, other] = std::mismatch(common.begin(), common.end(), choice.begin(), choice.end());
    common.erase(end, common.end());
  }
  completion.text = std::string(fixed) + common;
  return completion;
}

}  // namespace

Completion CompleteWord(std::string_view text, const std::vector<std::string>& words) {
  return Choose({}, text, words);
}

Completion CompleteFault(std::string_view text) {
  const size_t open = text.find('(');
  std::vector<std::string> words;
  if (open == text.npos) {
    for (const FaultEntry& entry : FaultCatalogue()) {
      words.push_back(std::string(entry.name) + (entry.params.empty() ? "" : "("));
    }
    return Choose({}, text, words);
  }
  const auto catalogue = FaultCatalogue();
  const auto entry = std::ranges::find(catalogue, text.substr(0, open), &FaultEntry::name);
  if (entry == catalogue.end() || text.back() == ')') {
    return {std::string(text), {}};
  }
  size_t begin = text.find_last_of("(,") + 1;
  while (begin < text.size() && text[begin] == ' ') {
    ++begin;
  }
  const size_t equals = text.find('=', begin);
  if (equals == text.npos) {
    for (const FaultParam& param : entry->params) {
      words.push_back(std::string(param.name) + "=");
    }
    return Choose(text.substr(0, begin), text.substr(begin), words);
  }
  const auto param = std::ranges::find(entry->params, text.substr(begin, equals - begin), &FaultParam::name);
  if (param == entry->params.end()) {
    return {std::string(text), {}};
  }
  const char* const end = entry->params.size() == 1 ? ")" : "";
  for (const std::string_view word : param->words) {
    words.push_back(std::string(word) + end);
  }
  if (param->low <= param->high && text.size() == equals + 1) {
    // Numbers: nothing is certain, their range says what can be.
    Completion range = Choose(text.substr(0, equals + 1), {}, words);
    range.text = std::string(text);
    range.choices.push_back(std::to_string(param->low) + " to " + std::to_string(param->high));
    return range;
  }
  return Choose(text.substr(0, equals + 1), text.substr(equals + 1), words);
}

LinePrompt::Outcome LinePrompt::OnKey(const Key& key) {
  choices_.clear();
  switch (key.kind) {
    case Key::Kind::kEnter:
      return Outcome::kEntered;
    case Key::Kind::kEscape:
      return Outcome::kCancelled;
    case Key::Kind::kBackspace:
      if (text_.empty()) {
        return Outcome::kCancelled;
      }
      // One character: its continuation bytes, then its first.
      while (text_.size() > 1 && (static_cast<unsigned char>(text_.back()) & 0xC0) == 0x80) {
        text_.pop_back();
      }
      text_.pop_back();
      return Outcome::kEditing;
    case Key::Kind::kTab:
      if (complete_) {
        Completion completion = complete_(text_);
        text_ = std::move(completion.text);
        if (completion.choices.size() > 1 || completion.choices.empty()) {
          choices_ = std::move(completion.choices);
        }
      }
      return Outcome::kEditing;
    case Key::Kind::kText:
      if (text_.size() < kMaxBytes) {
        AppendUtf8(key.text, &text_);
      }
      return Outcome::kEditing;
    default:
      return Outcome::kEditing;
  }
}

}  // namespace bulkhead
