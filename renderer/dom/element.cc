#include "renderer/dom/element.h"

#include <algorithm>

#include "renderer/dom/ascii.h"
#include "renderer/dom/document.h"
#include "renderer/dom/dom_observer.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/html_writer.h"
#include "renderer/dom/inline_style.h"

namespace bulkhead {
namespace {

void Notify(Element& element, std::string_view name) {
  DomObserver* observer = element.document().observer();
  if (!observer || !element.attached()) {
    return;
  }
  if (name == "style") {
    observer->OnStyleChanged(element);
  } else {
    observer->OnAttributeChanged(element, name);
  }
}

}  // namespace

const std::string* Element::GetAttribute(std::string_view name) const {
  for (const Attribute& attribute : attributes_) {
    if (attribute.first == name) {
      return &attribute.second;
    }
  }
  return nullptr;
}

void Element::SetAttribute(std::string_view given_name, std::string_view value) {
  const std::string name = Lower(given_name);
  auto found = std::find_if(attributes_.begin(), attributes_.end(),
                            [&](const Attribute& attribute) { return attribute.first == name; });
  if (found != attributes_.end() && found->second == value) {
    return;
  }
  std::string owned(value);
  if (name == "id") {
    const std::string* before = found == attributes_.end() ? nullptr : &found->second;
    document().ChangeId(*this, before, &owned);
  }
  if (found != attributes_.end()) {
    found->second = std::move(owned);
  } else {
    attributes_.emplace_back(name, std::move(owned));
  }
  Notify(*this, name);
}

void Element::RemoveAttribute(std::string_view given_name) {
  const std::string name = Lower(given_name);
  auto found = std::find_if(attributes_.begin(), attributes_.end(),
                            [&](const Attribute& attribute) { return attribute.first == name; });
  if (found == attributes_.end()) {
    return;
  }
  if (name == "id") {
    document().ChangeId(*this, &found->second, nullptr);
  }
  attributes_.erase(found);
  Notify(*this, name);
}

std::vector<std::string_view> Element::Classes() const {
  std::vector<std::string_view> result;
  const std::string* value = GetAttribute("class");
  if (!value) {
    return result;
  }
  std::string_view rest(*value);
  const char* spaces = " \t\r\n\f";
  for (size_t begin; (begin = rest.find_first_not_of(spaces)) != std::string_view::npos;) {
    rest.remove_prefix(begin);
    std::string_view word = rest.substr(0, rest.find_first_of(spaces));
    rest.remove_prefix(word.size());
    if (std::find(result.begin(), result.end(), word) == result.end()) {
      result.push_back(word);
    }
  }
  return result;
}

bool Element::HasClass(std::string_view name) const {
  std::vector<std::string_view> classes = Classes();
  return std::find(classes.begin(), classes.end(), name) != classes.end();
}

void Element::AddClass(std::string_view name) {
  if (HasClass(name)) {
    return;
  }
  const std::string* value = GetAttribute("class");
  SetAttribute("class", value && !value->empty() ? *value + ' ' + std::string(name) : std::string(name));
}

void Element::RemoveClass(std::string_view name) {
  if (!HasClass(name)) {
    return;
  }
  std::string rest;
  for (std::string_view word : Classes()) {
    if (word != name) {
      rest += rest.empty() ? "" : " ";
      rest += word;
    }
  }
  SetAttribute("class", rest);
}

std::string Element::StyleProperty(std::string_view property) const {
  const std::string* style = GetAttribute("style");
  return style ? std::string(InlineStyle::Parse(*style).Get(property)) : std::string();
}

void Element::SetStyleProperty(std::string_view property, std::string_view value) {
  const std::string* text = GetAttribute("style");
  InlineStyle style = text ? InlineStyle::Parse(*text) : InlineStyle();
  style.Set(property, value);
  if (text || !style.declarations().empty()) {
    SetAttribute("style", style.Serialize());
  }
}

std::string Element::InnerHtml() const {
  return WriteHtml(*this, HtmlPart::kChildren);
}

std::string Element::OuterHtml() const {
  return WriteHtml(*this, HtmlPart::kWhole);
}

std::optional<std::string> Element::SetInnerHtml(std::string_view html) {
  Node* old_last = last_child();
  // Before the old children go: `html` may be a view into one of them, and a refusal leaves them.
  if (std::optional<HtmlRefusal> refusal = ParseHtmlFragment(html, *this)) {
    return refusal->message;
  }
  while (old_last && first_child()) {
    Node* child = first_child();
    bool last = child == old_last;
    RemoveChild(*child);
    if (last) {
      break;
    }
  }
  return std::nullopt;
}

Element* Element::FirstElementChild() const {
  for (Node* node = first_child(); node; node = node->next_sibling()) {
    if (Element* element = node->AsElement()) {
      return element;
    }
  }
  return nullptr;
}

Element* Element::NextElementSibling() const {
  for (Node* node = next_sibling(); node; node = node->next_sibling()) {
    if (Element* element = node->AsElement()) {
      return element;
    }
  }
  return nullptr;
}

Element* Element::PreviousElementSibling() const {
  for (Node* node = previous_sibling(); node; node = node->previous_sibling()) {
    if (Element* element = node->AsElement()) {
      return element;
    }
  }
  return nullptr;
}

Element* Element::ParentElement() const {
  return parent() ? parent()->AsElement() : nullptr;
}

}  // namespace bulkhead
