// The way of an animation: an inline style of which only places, sizes or colours changed is applied in under a microsecond,
// where litehtml's own parse of an element's style takes 14.
#ifndef BULKHEAD_RENDERER_LAYOUT_STYLE_SHORTCUT_H_
#define BULKHEAD_RENDERER_LAYOUT_STYLE_SHORTCUT_H_

namespace litehtml {
class html_tag;
}

namespace bulkhead {

class InlineStyle;

// `before` and `after`: the sanitised style attribute that `tag` has and will have. False: nothing was done, something else
// changed, too (or a property went: what the sheets say must come back). Not for parts of tables.
bool ApplyStyleShortcut(litehtml::html_tag& tag, const InlineStyle& before, const InlineStyle& after);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_STYLE_SHORTCUT_H_
