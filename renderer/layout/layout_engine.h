// LayoutEngine: from a Document and its style sheets to a display list. Derives a tree of its own, keeps it up to date with
// as little work as a change needs (style of one element, text, attribute, structure), lays out at most once per Update().
// Main thread. An interface of our own, so that another engine could take litehtml's place.
#ifndef BULKHEAD_RENDERER_LAYOUT_LAYOUT_ENGINE_H_
#define BULKHEAD_RENDERER_LAYOUT_LAYOUT_ENGINE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "renderer/dom/node.h"
#include "renderer/layout/css_sanitizer.h"
#include "renderer/layout/style_sheet.h"
#include "renderer/paint/display_list.h"

namespace bulkhead {

class BoxTree;
class LayoutImages;
class LayoutShared;
class LitehtmlContainer;

// What a layout looks like.
struct Recording {
  std::shared_ptr<const DisplayList> list;
  std::shared_ptr<const DisplayList> fixed;  // null: nothing is position:fixed
  int content_width = 0;                     // at least the viewport
  int content_height = 0;
};

class LayoutEngine {
 public:
  // All outlive it.
  LayoutEngine(LayoutShared& shared, Document& document, LayoutImages& images, int width, int height);
  ~LayoutEngine();
  LayoutEngine(const LayoutEngine&) = delete;
  LayoutEngine& operator=(const LayoutEngine&) = delete;

  // In the order in which they apply. Everything is styled anew.
  void SetStyleSheets(std::vector<StyleSheet> sheets);

  // Noted, and worked off by Update().
  void InvalidateStyle(Element& element);
  void InvalidateText(Text& text);
  void InvalidateAttribute(Element& element, std::string_view name);
  void InvalidateStructure() { rebuild_ = true; }
  void InvalidateSizes() { layout_ = true; }
  bool dirty() const;

  // Lays out if dirty. What would hang the layout library is refused, in words, once per cause; the page is blank then.
  std::optional<std::string> Update();

  // After Update().
  Recording Record();

 private:
  std::optional<std::string> Rebuild();
  bool UpdateNodes();

  LayoutShared& shared_;
  Document& document_;
  const int width_;
  const int height_;
  std::unique_ptr<LitehtmlContainer> container_;
  std::vector<StyleSheet> sheets_;
  std::unique_ptr<CssSanitizer> sanitizer_;
  std::unique_ptr<BoxTree> tree_;  // null: blank
  bool rebuild_ = true;
  bool layout_ = false;
  std::unordered_set<NodeId> styles_;
  std::unordered_set<NodeId> texts_;
  std::unordered_set<NodeId> attributes_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_LAYOUT_ENGINE_H_
