// BoxTree: the litehtml document derived from our Document, and the ways between the two. Built whole; styles and texts of
// single nodes can be brought up to date. Main thread. Belongs to LayoutEngine.
#ifndef BULKHEAD_RENDERER_LAYOUT_BOX_TREE_H_
#define BULKHEAD_RENDERER_LAYOUT_BOX_TREE_H_

#include <litehtml.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "renderer/dom/node.h"
#include "renderer/layout/css_sanitizer.h"
#include "renderer/layout/style_sheet.h"

namespace bulkhead {

class LitehtmlContainer;

class BoxTree {
 public:
  // Deeper nodes (a script made them; ScanHtml refuses them in HTML) are not shown: litehtml recurses.
  static constexpr int kMaxDepth = 600;

  // `container` outlives the tree; `sanitizer` has collected all sheets and style attributes and outlives it, too.
  BoxTree(Document& document, LitehtmlContainer& container, litehtml::context& context, const CssSanitizer& sanitizer,
          const std::vector<StyleSheet>& sheets);
  ~BoxTree();
  BoxTree(const BoxTree&) = delete;
  BoxTree& operator=(const BoxTree&) = delete;

  // What of this document would hang litehtml's layout, in words; nothing may be laid out then.
  const std::optional<std::string>& refusal() const { return refusal_; }

  // Each brings a node up to date with the Document. False: it takes a new tree.
  bool UpdateStyle(Element& element);
  bool UpdateText(Text& text);
  bool UpdateAttribute(Element& element);

  void Render(int width);
  void Draw();
  int content_width() const;
  int content_height() const;

 private:
  class RootTag;
  using Tag = std::shared_ptr<litehtml::html_tag>;
  using Words = std::vector<litehtml::element::ptr>;

  void Build(const Tag& root);
  Tag MakeTag(const std::shared_ptr<litehtml::document>& document, Element& element);
  void AppendWords(const std::shared_ptr<litehtml::document>& document, std::string_view text, bool keep_spaces,
                   Words& words) const;
  litehtml::string_map Attributes(Element& element) const;
  void ParseSheets(const std::shared_ptr<litehtml::document>& document);
  void CheckNesting(litehtml::element& root);
  bool KeepsSpaces(const Node& text) const;
  // The style that sheets and attributes give, without the style attribute.
  const litehtml::style& BaseStyle(NodeId id, litehtml::html_tag& tag);

  Document& source_;
  LitehtmlContainer& container_;
  litehtml::context& context_;
  const CssSanitizer& sanitizer_;
  const std::vector<StyleSheet>& sheets_;
  litehtml::css author_;
  std::unordered_map<NodeId, Tag> tags_;
  std::unordered_map<NodeId, Words> words_;
  std::unordered_map<NodeId, litehtml::style> base_styles_;
  std::optional<std::string> refusal_;
  // litehtml notes each restyled table part once more and never forgets it.
  int tabular_restyles_ = 0;
  std::shared_ptr<litehtml::document> boxes_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_BOX_TREE_H_
