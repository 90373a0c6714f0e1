#include "renderer/layout/style_shortcut.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "renderer/dom/inline_style.h"
#include "renderer/layout/tag_access.h"

namespace bulkhead {
namespace {

enum class Property { kLeft, kTop, kRight, kBottom, kWidth, kHeight, kColor, kBackground };

struct Shortcut {
  std::string_view name;
  Property property;
};
constexpr std::array<Shortcut, 9> kShortcuts = {{{"left", Property::kLeft},
                                                 {"top", Property::kTop},
                                                 {"right", Property::kRight},
                                                 {"bottom", Property::kBottom},
                                                 {"width", Property::kWidth},
                                                 {"height", Property::kHeight},
                                                 {"color", Property::kColor},
                                                 {"background-color", Property::kBackground},
                                                 {"background", Property::kBackground}}};

const Shortcut* Find(std::string_view name) {
  for (const Shortcut& shortcut : kShortcuts) {
    if (shortcut.name == name) {
      return &shortcut;
    }
  }
  return nullptr;
}

bool IsPlain(std::string_view value) {
  return value.find('!') == std::string_view::npos && value.find("var(") == std::string_view::npos &&
         value != "inherit" && value != "initial" && value != "unset";
}

// A colour alone; anything else of a background sets more than one field.
bool IsColor(std::string_view value) {
  return value.find_first_of(" /") == std::string_view::npos && value.find("url(") == std::string_view::npos &&
         value != "none";
}

void SetLength(litehtml::html_tag& tag, const char* name, litehtml::css_length& length) {
  const char* value = TagAccess::Style(tag).get_property(name);
  length.fromString(value ? value : "auto", "auto");
  tag.get_document()->cvt_units(length, tag.get_font_size());
}

}  // namespace

bool ApplyStyleShortcut(litehtml::html_tag& tag, const InlineStyle& before, const InlineStyle& after) {
  const auto& declarations = after.declarations();
  const auto& old = before.declarations();
  if (old.size() > declarations.size()) {
    return false;
  }
  // The same declarations in the same order, with other values, and perhaps more at the end: what litehtml would make of
  // them differs in those alone.
  std::vector<std::pair<const Shortcut*, const std::string*>> changed;
  bool background = false;
  for (size_t i = 0; i < declarations.size(); ++i) {
    const auto& [name, value] = declarations[i];
    if (i < old.size() && old[i].first != name) {
      return false;
    }
    if (name.starts_with("background")) {
      if (background) {
        return false;
      }
      background = true;
    }
    if (i < old.size() && old[i].second == value) {
      continue;
    }
    const Shortcut* shortcut = Find(name);
    if (!shortcut || !IsPlain(value) || (i < old.size() && !IsPlain(old[i].second))) {
      return false;
    }
    if (shortcut->property == Property::kBackground &&
        (!IsColor(value) || (i < old.size() && !IsColor(old[i].second)) || !TagAccess::Background(tag).m_image.empty())) {
      return false;
    }
    changed.emplace_back(shortcut, &value);
  }
  for (const auto& [shortcut, value] : changed) {
    TagAccess::Style(tag).add_property(shortcut->name.data(), value->c_str(), nullptr, false, &tag);
    litehtml::css_offsets& offsets = TagAccess::Offsets(tag);
    switch (shortcut->property) {
      case Property::kLeft: SetLength(tag, "left", offsets.left); break;
      case Property::kTop: SetLength(tag, "top", offsets.top); break;
      case Property::kRight: SetLength(tag, "right", offsets.right); break;
      case Property::kBottom: SetLength(tag, "bottom", offsets.bottom); break;
      case Property::kWidth: SetLength(tag, "width", TagAccess::Width(tag)); break;
      case Property::kHeight: SetLength(tag, "height", TagAccess::Height(tag)); break;
      case Property::kColor: break;  // looked up when drawn
      case Property::kBackground:
        TagAccess::Background(tag).m_color =
            tag.get_color("background-color", false, litehtml::web_color(0, 0, 0, 0));
        break;
    }
  }
  return true;
}

}  // namespace bulkhead
