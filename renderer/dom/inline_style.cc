#include "renderer/dom/inline_style.h"

#include "renderer/dom/ascii.h"

#include <algorithm>

namespace bulkhead {
namespace {

std::string_view Trim(std::string_view text) {
  const char* spaces = " \t\r\n\f";
  size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

// Where `stop` first stands outside quotes and round brackets, from `begin` on; the length of the text if nowhere.
size_t FindOutside(std::string_view text, size_t begin, char stop) {
  char quote = 0;
  int depth = 0;
  for (size_t i = begin; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (quote) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      depth = std::max(0, depth - 1);
    } else if (c == stop && depth == 0) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

InlineStyle InlineStyle::Parse(std::string_view text) {
  InlineStyle style;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = FindOutside(text, begin, ';');
    std::string_view declaration = text.substr(begin, end - begin);
    begin = end + 1;
    size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    std::string_view name = Trim(declaration.substr(0, colon));
    std::string_view value = Trim(declaration.substr(colon + 1));
    if (!name.empty() && !value.empty()) {
      style.declarations_.emplace_back(name.starts_with("--") ? std::string(name) : Lower(name), value);
    }
  }
  return style;
}

std::string InlineStyle::Serialize() const {
  std::string text;
  for (const auto& [name, value] : declarations_) {
    if (!text.empty()) {
      text += ' ';
    }
    text += name;
    text += ": ";
    text += value;
    text += ';';
  }
  return text;
}

std::string_view InlineStyle::Get(std::string_view property) const {
  const std::string name = property.starts_with("--") ? std::string(property) : Lower(property);
  auto found = std::find_if(declarations_.rbegin(), declarations_.rend(),
                            [&](const auto& declaration) { return declaration.first == name; });
  return found == declarations_.rend() ? std::string_view() : std::string_view(found->second);
}

void InlineStyle::Set(std::string_view property, std::string_view value) {
  const std::string name = property.starts_with("--") ? std::string(Trim(property)) : Lower(Trim(property));
  value = Trim(value.substr(0, FindOutside(value, 0, ';')));
  if (value.empty()) {
    std::erase_if(declarations_, [&](const auto& declaration) { return declaration.first == name; });
    return;
  }
  auto found = std::find_if(declarations_.rbegin(), declarations_.rend(),
                            [&](const auto& declaration) { return declaration.first == name; });
  if (found != declarations_.rend()) {
    found->second = std::string(value);
  } else if (!name.empty() && name.find_first_of(":;{}") == std::string::npos) {
    declarations_.emplace_back(name, value);
  }
}

}  // namespace bulkhead
