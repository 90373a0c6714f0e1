// TagAccess: the parts of a litehtml element that it keeps to itself and that bringing one up to date needs. Pointers to
// protected members may be named through a derived class; nothing is ever made a TagAccess.
#ifndef BULKHEAD_RENDERER_LAYOUT_TAG_ACCESS_H_
#define BULKHEAD_RENDERER_LAYOUT_TAG_ACCESS_H_

#include <litehtml.h>

namespace bulkhead {

struct TagAccess : litehtml::html_tag {
  static litehtml::style& Style(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_style); }
  static litehtml::used_selector::vector& UsedStyles(litehtml::html_tag& tag) {
    return tag.*(&TagAccess::m_used_styles);
  }
  static litehtml::string_map& Attributes(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_attrs); }
  static litehtml::string_vector& Classes(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_class_values); }
  static litehtml::background& Background(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_bg); }
  static litehtml::css_offsets& Offsets(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_css_offsets); }
  static litehtml::css_length& Width(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_css_width); }
  static litehtml::css_length& Height(litehtml::html_tag& tag) { return tag.*(&TagAccess::m_css_height); }
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_TAG_ACCESS_H_
