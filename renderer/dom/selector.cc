#include "renderer/dom/selector.h"

#include "renderer/dom/ascii.h"
#include "renderer/dom/document.h"
#include "renderer/dom/element.h"

namespace bulkhead {
namespace {

bool HasWord(std::string_view text, std::string_view word) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && !IsSpace(text[end])) {
      ++end;
    }
    if (text.substr(begin, end - begin) == word && !word.empty()) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace

class SelectorParser {
 public:
  explicit SelectorParser(std::string_view text) : text_(text) {}

  std::optional<Selector> Run() {
    Selector selector;
    while (true) {
      Selector::Complex complex;
      if (!ParseComplex(complex)) {
        return std::nullopt;
      }
      selector.list_.push_back(std::move(complex));
      if (at_ == text_.size()) {
        return selector;
      }
      ++at_;  // the comma
    }
  }

 private:
  using Combinator = Selector::Combinator;

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool SkipSpaces() {
    size_t begin = at_;
    while (at_ < text_.size() && IsSpace(text_[at_])) {
      ++at_;
    }
    return at_ > begin;
  }

  bool ParseName(std::string& name) {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        name += text_[at_];
      } else if (IsNameChar(c)) {
        name += c;
      } else {
        break;
      }
      ++at_;
    }
    return !name.empty();
  }

  // Stops at a comma or the end.
  bool ParseComplex(Selector::Complex& complex) {
    SkipSpaces();
    Combinator combinator = Combinator::kNone;
    while (true) {
      Selector::Compound compound;
      compound.combinator = combinator;
      if (!ParseCompound(compound)) {
        return false;
      }
      complex.push_back(std::move(compound));
      bool spaces = SkipSpaces();
      char c = Peek();
      if (at_ == text_.size() || c == ',') {
        return true;
      }
      if (c == '>' || c == '+' || c == '~') {
        combinator = c == '>' ? Combinator::kChild : c == '+' ? Combinator::kNextSibling : Combinator::kLaterSibling;
        ++at_;
        SkipSpaces();
      } else if (spaces) {
        combinator = Combinator::kDescendant;
      } else {
        return false;
      }
    }
  }

  bool ParseCompound(Selector::Compound& compound) {
    bool any = false;
    if (Peek() == '*') {
      ++at_;
      any = true;
    } else if (ParseName(compound.tag)) {
      for (char& c : compound.tag) {
        c = LowerChar(c);
      }
      any = true;
    }
    while (true) {
      char c = Peek();
      if (c == '#') {
        ++at_;
        Selector::AttributeTest test{.name = "id", .op = '=', .value = {}};
        if (!ParseName(test.value)) {
          return false;
        }
        compound.attributes.push_back(std::move(test));
      } else if (c == '.') {
        ++at_;
        std::string name;
        if (!ParseName(name)) {
          return false;
        }
        compound.classes.push_back(std::move(name));
      } else if (c == '[') {
        ++at_;
        if (!ParseAttribute(compound)) {
          return false;
        }
      } else {
        return any;
      }
      any = true;
    }
  }

  bool ParseAttribute(Selector::Compound& compound) {
    Selector::AttributeTest test;
    SkipSpaces();
    if (!ParseName(test.name)) {
      return false;
    }
    for (char& c : test.name) {
      c = LowerChar(c);
    }
    SkipSpaces();
    char c = Peek();
    if (c == '^' || c == '$' || c == '*' || c == '~') {
      test.op = c;
      ++at_;
      if (Peek() != '=') {
        return false;
      }
      ++at_;
    } else if (c == '=') {
      test.op = '=';
      ++at_;
    }
    if (test.op) {
      SkipSpaces();
      char quote = Peek();
      if (quote == '"' || quote == '\'') {
        size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) {
          return false;
        }
        test.value = std::string(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
      } else if (!ParseName(test.value)) {
        return false;
      }
      SkipSpaces();
    }
    if (Peek() != ']') {
      return false;
    }
    ++at_;
    compound.attributes.push_back(std::move(test));
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
};

std::optional<Selector> Selector::Parse(std::string_view text) {
  return SelectorParser(text).Run();
}

bool Selector::MatchesCompound(const Compound& compound, const Element& element) {
  if (!compound.tag.empty() && compound.tag != element.tag()) {
    return false;
  }
  for (const AttributeTest& test : compound.attributes) {
    const std::string* value = element.GetAttribute(test.name);
    if (!value) {
      return false;
    }
    // A substring test with an empty value matches nothing, as the standard says.
    bool empty = test.value.empty();
    switch (test.op) {
      case 0: break;
      case '=': if (*value != test.value) return false; break;
      case '^': if (empty || !value->starts_with(test.value)) return false; break;
      case '$': if (empty || !value->ends_with(test.value)) return false; break;
      case '*': if (empty || value->find(test.value) == std::string::npos) return false; break;
      case '~': if (!HasWord(*value, test.value)) return false; break;
    }
  }
  if (!compound.classes.empty()) {
    const std::string* value = element.GetAttribute("class");
    if (!value) {
      return false;
    }
    for (const std::string& name : compound.classes) {
      if (!HasWord(*value, name)) {
        return false;
      }
    }
  }
  return true;
}

bool Selector::MatchesFrom(const Complex& complex, size_t index, const Element& element) {
  if (!MatchesCompound(complex[index], element)) {
    return false;
  }
  if (index == 0) {
    return true;
  }
  // Recursion is as deep as the selector is long.
  switch (complex[index].combinator) {
    case Combinator::kNone: return true;
    case Combinator::kChild: {
      const Element* parent = element.ParentElement();
      return parent && MatchesFrom(complex, index - 1, *parent);
    }
    case Combinator::kNextSibling: {
      const Element* sibling = element.PreviousElementSibling();
      return sibling && MatchesFrom(complex, index - 1, *sibling);
    }
    case Combinator::kDescendant:
      for (const Element* node = element.ParentElement(); node; node = node->ParentElement()) {
        if (MatchesFrom(complex, index - 1, *node)) {
          return true;
        }
      }
      return false;
    case Combinator::kLaterSibling:
      for (const Element* node = element.PreviousElementSibling(); node; node = node->PreviousElementSibling()) {
        if (MatchesFrom(complex, index - 1, *node)) {
          return true;
        }
      }
      return false;
  }
  return false;
}

bool Selector::Matches(const Element& element) const {
  for (const Complex& complex : list_) {
    if (MatchesFrom(complex, complex.size() - 1, element)) {
      return true;
    }
  }
  return false;
}

Element* Selector::First(Node& root) const {
  // "#id" alone, the most common of all: no walk.
  if (list_.size() == 1 && root.type() == NodeType::kDocument) {
    for (const AttributeTest& test : list_[0].back().attributes) {
      if (test.name == "id" && test.op == '=') {
        Element* candidate = root.document().GetElementById(test.value);
        if (!candidate || Matches(*candidate)) {
          return candidate;
        }
      }
    }
  }
  for (Node* node = root.Next(root); node; node = node->Next(root)) {
    Element* element = node->AsElement();
    if (element && Matches(*element)) {
      return element;
    }
  }
  return nullptr;
}

std::vector<Element*> Selector::All(Node& root) const {
  std::vector<Element*> found;
  for (Node* node = root.Next(root); node; node = node->Next(root)) {
    Element* element = node->AsElement();
    if (element && Matches(*element)) {
      found.push_back(element);
    }
  }
  return found;
}

}  // namespace bulkhead
