#include "renderer/layout/words.h"

#include "renderer/dom/ascii.h"
#include "renderer/dom/element.h"

namespace bulkhead {
namespace {

size_t SequenceLength(std::string_view text, size_t at) {
  auto lead = static_cast<unsigned char>(text[at]);
  size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return std::min(length, text.size() - at);
}

// CJK, kana, hangul: U+2E80 to U+D7FF, and full-width forms; three bytes each, 0xe2 0xba 0x80 and up.
bool BreaksAnywhere(std::string_view character) {
  if (character.size() != 3) {
    return false;
  }
  auto first = static_cast<unsigned char>(character[0]);
  auto second = static_cast<unsigned char>(character[1]);
  return (first == 0xe2 && second >= 0xba) || (first >= 0xe3 && first <= 0xec) || (first == 0xed && second < 0xa0) ||
         (first == 0xef && second >= 0xbc);
}

}  // namespace

void SplitWords(std::string_view text, bool keep_spaces, const std::function<void(const std::string&, bool)>& out) {
  std::string word;
  auto flush = [&] {
    if (!word.empty()) {
      out(word, false);
      word.clear();
    }
  };
  for (size_t at = 0; at < text.size();) {
    char c = text[at];
    if (IsSpace(c)) {
      flush();
      if (keep_spaces) {
        // A carriage return shows as nothing.
        if (c != '\r') {
          out(std::string(1, c), true);
        }
        ++at;
      } else {
        out(" ", true);
        while (at < text.size() && IsSpace(text[at])) {
          ++at;
        }
      }
      continue;
    }
    std::string_view character = text.substr(at, SequenceLength(text, at));
    at += character.size();
    if (c == '\0') {
      // litehtml's strings end there.
      continue;
    }
    if (BreaksAnywhere(character)) {
      flush();
      out(std::string(character), false);
      continue;
    }
    word += character;
    if (word.size() >= kMaxWordBytes) {
      flush();
    }
  }
  flush();
}

bool IsPreformatted(std::string_view tag) {
  return tag == "pre" || tag == "textarea" || tag == "listing" || tag == "xmp";
}

std::string ShownValue(const Element& element) {
  auto attribute = [&](std::string_view name) {
    const std::string* value = element.GetAttribute(name);
    return value ? *value : std::string();
  };
  if (element.tag() == "input") {
    const std::string type = attribute("type");
    if (type == "checkbox" || type == "radio" || type == "hidden" || type == "range" || type == "color" ||
        type == "image") {
      return {};
    }
    std::string value = attribute("value");
    if (type == "password") {
      return std::string(value.size(), '*');
    }
    if (value.empty()) {
      value = type == "submit" ? "Submit" : type == "reset" ? "Reset" : attribute("placeholder");
    }
    return value;
  }
  if (element.tag() != "select") {
    return {};
  }
  const Element* shown = nullptr;
  for (const Node* node = element.first_child(); node; node = node->Next(element)) {
    const Element* option = node->AsElement();
    if (option && option->tag() == "option" && (!shown || option->GetAttribute("selected"))) {
      shown = option;
    }
  }
  return shown ? shown->TextContent() : std::string();
}

}  // namespace bulkhead
