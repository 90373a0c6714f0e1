#include "renderer/dom/html_writer.h"

#include <algorithm>
#include <array>

#include "renderer/dom/element.h"
#include "renderer/dom/text.h"

namespace bulkhead {
namespace {

void Escape(std::string_view text, bool attribute, std::string& out) {
  for (char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (attribute && c == '"') {
      out += "&quot;";
    } else if (!attribute && c == '<') {
      out += "&lt;";
    } else if (!attribute && c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
}

bool IsRawText(const Node* parent) {
  const Element* element = parent ? parent->AsElement() : nullptr;
  return element && (element->tag() == "script" || element->tag() == "style");
}

void Open(const Element& element, std::string& out) {
  out += '<';
  out += element.tag();
  for (const Element::Attribute& attribute : element.attributes()) {
    out += ' ';
    out += attribute.first;
    out += "=\"";
    Escape(attribute.second, true, out);
    out += '"';
  }
  out += '>';
}

void Close(const Element& element, std::string& out) {
  if (!IsVoidTag(element.tag())) {
    out += "</";
    out += element.tag();
    out += '>';
  }
}

}  // namespace

bool IsVoidTag(std::string_view tag) {
  static constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed", "hr", "img",
                                                             "input", "keygen", "link",  "meta", "param", "source",
                                                             "wbr"};
  return std::find(kVoid.begin(), kVoid.end(), tag) != kVoid.end();
}

std::string WriteHtml(const Node& root, HtmlPart part) {
  std::string out;
  const Node* node = &root;
  while (node) {
    if (const Text* text = node->AsText()) {
      if (IsRawText(node->parent())) {
        out += text->data();
      } else {
        Escape(text->data(), false, out);
      }
    } else if (const Element* element = node->AsElement()) {
      if (node != &root || part == HtmlPart::kWhole) {
        Open(*element, out);
      }
    }
    if (node->first_child()) {
      node = node->first_child();
      continue;
    }
    // Up to the next sibling, closing what is left behind.
    while (node) {
      const Element* element = node->AsElement();
      if (element && (node != &root || part == HtmlPart::kWhole)) {
        Close(*element, out);
      }
      if (node == &root) {
        node = nullptr;
      } else if (node->next_sibling()) {
        node = node->next_sibling();
        break;
      } else {
        node = node->parent();
      }
    }
  }
  return out;
}

}  // namespace bulkhead
