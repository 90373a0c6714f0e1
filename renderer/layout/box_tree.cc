#include "renderer/layout/box_tree.h"

#include <el_space.h>
#include <el_text.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "renderer/dom/ascii.h"
#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/inline_style.h"
#include "renderer/dom/text.h"
#include "renderer/layout/litehtml_container.h"
#include "renderer/layout/style_shortcut.h"
#include "renderer/layout/tag_access.h"
#include "renderer/layout/words.h"

namespace bulkhead {
namespace {

// After so many restyles of table parts the tree is made anew, to forget the notes that litehtml keeps of them.
constexpr int kMaxTabularRestyles = 100'000;

// Elements with nothing inside to show.
constexpr std::array<std::string_view, 16> kOpaque = {"script", "style",  "template", "noscript", "title", "svg",
                                                      "canvas", "video",  "audio",    "iframe",   "object", "embed",
                                                      "head",   "select", "math",     "datalist"};
// litehtml has classes of its own for them that load or parse something.
constexpr std::array<std::string_view, 6> kPlain = {"style", "script", "link", "base", "title", "meta"};
// What parse_styles() of a child looks up in its parents.
constexpr std::array<std::string_view, 20> kInherited = {
    "font",        "font-family", "font-size",       "font-style",      "font-weight",    "font-variant",    "line-height",
    "text-align",  "text-indent", "text-transform",  "text-decoration", "white-space",    "visibility",      "list-style",
    "list-style-type", "list-style-position", "list-style-image", "vertical-align", "border-spacing", "border-collapse"};

bool IsTabular(litehtml::style_display display) {
  return display == litehtml::display_inline_table ||
         (display >= litehtml::display_table && display <= litehtml::display_table_row_group);
}

bool IsTable(litehtml::style_display display) {
  return display == litehtml::display_table || display == litehtml::display_inline_table;
}

bool HoldsTableParts(litehtml::style_display display) {
  return IsTabular(display) && display != litehtml::display_table_cell && display != litehtml::display_table_caption;
}

// How far inside its table a part is: 0 for the table itself.
int TableLevel(litehtml::style_display display) {
  switch (display) {
    case litehtml::display_table:
    case litehtml::display_inline_table:
      return 0;
    case litehtml::display_table_row:
      return 2;
    case litehtml::display_table_cell:
      return 3;
    default:
      return 1;
  }
}

// A table, or a part for which litehtml makes one since there is none around it.
bool BeginsTable(litehtml::style_display display, litehtml::style_display parent) {
  return IsTabular(display) && !(HoldsTableParts(parent) && TableLevel(parent) < TableLevel(display));
}

// A number attribute within sane bounds: litehtml allocates and loops by it (negative spans are a buffer overflow there).
std::string ClampNumber(std::string_view text, int low, int high) {
  size_t begin = text.find_first_not_of(" \t\r\n\f+");
  long value = 0;
  if (begin == std::string_view::npos) {
    return std::to_string(low);
  }
  auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  static_cast<void>(end);
  if (error == std::errc::result_out_of_range) {
    value = text[begin] == '-' ? low : high;
  } else if (error != std::errc()) {
    value = low;
  }
  return std::to_string(std::clamp<long>(value, low, high));
}

bool InheritedChanged(const InlineStyle& before, const InlineStyle& after) {
  for (std::string_view property : kInherited) {
    if (before.Get(property) != after.Get(property)) {
      return true;
    }
  }
  return false;
}

}  // namespace

// The root of a document that litehtml believes to have parsed from "<html></html>": with it, litehtml runs its own
// sequence (master sheet, attributes, sheets, styles, table repair) over a tree that we built.
class BoxTree::RootTag final : public litehtml::html_tag {
 public:
  RootTag(BoxTree& tree, const std::shared_ptr<litehtml::document>& document)
      : litehtml::html_tag(document), tree_(tree) {}

  // Called with the <head> and <body> that gumbo made up: ours come instead.
  bool appendChild(const litehtml::element::ptr&) override {
    if (!built_) {
      built_ = true;
      tree_.Build(std::static_pointer_cast<litehtml::html_tag>(shared_from_this()));
    }
    return false;
  }

  void parse_attributes() override {
    litehtml::html_tag::parse_attributes();
    if (!parsed_) {
      parsed_ = true;
      tree_.ParseSheets(get_document());
    }
  }

  // The root is a block or a table whatever a page says (CSS 2.1, 9.7). litehtml looks for the row around a cell and the
  // table around a row, and there is nothing around the root.
  const char* get_style_property(const char* name, bool inherited, const char* standard) const override {
    const char* const value = litehtml::html_tag::get_style_property(name, inherited, standard);
    const bool part = value != nullptr && std::string_view(name) == "display" && std::string_view(value).starts_with("table-");
    return part ? "block" : value;
  }

  void parse_styles(bool is_reparse) override {
    litehtml::html_tag::parse_styles(is_reparse);
    if (!is_reparse) {
      tree_.CheckNesting(*this);
    }
  }

 private:
  BoxTree& tree_;
  bool built_ = false;
  bool parsed_ = false;
};

BoxTree::BoxTree(Document& document, LitehtmlContainer& container, litehtml::context& context,
                 const CssSanitizer& sanitizer, const std::vector<StyleSheet>& sheets)
    : source_(document), container_(container), context_(context), sanitizer_(sanitizer), sheets_(sheets) {
  bool root_made = false;
  container_.factory = [&](std::string_view tag, const std::shared_ptr<litehtml::document>& boxes) -> Tag {
    if (!root_made && tag == "html") {
      root_made = true;
      return std::make_shared<RootTag>(*this, boxes);
    }
    return IsOneOf(tag, kPlain) ? std::make_shared<litehtml::html_tag>(boxes) : nullptr;
  };
  boxes_ = litehtml::document::createFromUTF8("<html></html>", &container_, &context_, &author_);
  container_.factory = nullptr;
}

BoxTree::~BoxTree() = default;

void BoxTree::Build(const Tag& root) {
  Element* html = source_.document_element();
  if (!html) {
    return;
  }
  const std::shared_ptr<litehtml::document> boxes = root->get_document();
  for (const auto& [name, value] : Attributes(*html)) {
    root->set_attr(name.c_str(), value.c_str());
  }
  tags_.emplace(html->id(), root);
  struct Place {
    Node* next;
    litehtml::html_tag* into;
    bool keep_spaces;
  };
  std::vector<Place> open{{html->first_child(), root.get(), sanitizer_.uses_white_space()}};
  while (!open.empty()) {
    Place& place = open.back();
    Node* node = place.next;
    if (!node) {
      open.pop_back();
      continue;
    }
    place.next = node->next_sibling();
    litehtml::html_tag* into = place.into;
    bool keep_spaces = place.keep_spaces;
    if (Text* text = node->AsText()) {
      if (into == root.get()) {
        continue;
      }
      Words& words = words_[text->id()];
      AppendWords(boxes, text->data(), keep_spaces, words);
      for (const litehtml::element::ptr& word : words) {
        into->appendChild(word);
      }
      continue;
    }
    Element& element = *node->AsElement();
    if (element.tag() == "head" || open.size() >= kMaxDepth) {
      continue;
    }
    Tag tag = MakeTag(boxes, element);
    if (!tag) {
      continue;
    }
    // The root's own appendChild() is the trigger, not the way in.
    into->litehtml::html_tag::appendChild(tag);
    tags_.emplace(element.id(), tag);
    if (std::string shown = ShownValue(element); !shown.empty()) {
      Words words;
      AppendWords(boxes, shown, false, words);
      for (const litehtml::element::ptr& word : words) {
        tag->appendChild(word);
      }
    }
    if (!IsOneOf(element.tag(), kOpaque)) {
      open.push_back({element.first_child(), tag.get(), keep_spaces || IsPreformatted(element.tag())});
    }
  }
}

BoxTree::Tag BoxTree::MakeTag(const std::shared_ptr<litehtml::document>& document, Element& element) {
  return std::dynamic_pointer_cast<litehtml::html_tag>(
      document->create_element(element.tag().c_str(), Attributes(element)));
}

void BoxTree::AppendWords(const std::shared_ptr<litehtml::document>& document, std::string_view text, bool keep_spaces,
                          Words& words) const {
  SplitWords(text, keep_spaces, [&](const std::string& word, bool space) {
    if (space) {
      words.push_back(std::make_shared<litehtml::el_space>(word.c_str(), document));
    } else {
      words.push_back(std::make_shared<litehtml::el_text>(word.c_str(), document));
    }
  });
}

litehtml::string_map BoxTree::Attributes(Element& element) const {
  litehtml::string_map attributes;
  for (const auto& [name, value] : element.attributes()) {
    if (name == "style") {
      attributes[name] = sanitizer_.Declarations(value);
    } else if (name == "colspan" || name == "rowspan" || name == "span") {
      attributes[name] = ClampNumber(value, 1, 1000);
    } else if (name == "start" || name == "value") {
      attributes[name] = ClampNumber(value, -99'999, 99'999);
    } else if (name == "border" || name == "cellspacing" || name == "cellpadding" || name == "size") {
      attributes[name] = ClampNumber(value, 0, 1000);
    } else if (name == "width" || name == "height") {
      attributes[name] = ClampNumber(value, 0, 99'999) + (value.ends_with('%') ? "%" : "");
    } else if (!name.starts_with("on") && value.size() < 4096) {
      attributes[name] = value;
    }
  }
  return attributes;
}

void BoxTree::ParseSheets(const std::shared_ptr<litehtml::document>& document) {
  for (const StyleSheet& sheet : sheets_) {
    litehtml::media_query_list::ptr media;
    if (!sheet.media.empty()) {
      media = litehtml::media_query_list::create_from_string(sheet.media, document);
    }
    author_.parse_stylesheet(sanitizer_.StyleSheet(sheet.css).c_str(), sheet.base.c_str(), document, media);
  }
  author_.sort_selectors();
}

// litehtml lays tables and shrink-to-fit boxes out several times each, inside one another: the time doubles per level.
void BoxTree::CheckNesting(litehtml::element& root) {
  struct Place {
    litehtml::element* element;
    litehtml::style_display parent;
    int tables;
  };
  std::vector<Place> open{{&root, litehtml::display_block, 0}};
  while (!open.empty()) {
    Place place = open.back();
    open.pop_back();
    litehtml::style_display display = place.element->get_display();
    place.tables += BeginsTable(display, place.parent);
    if (place.tables > kMaxTableDepth) {
      refusal_ = "tables (or display:table) are nested deeper than " + std::to_string(kMaxTableDepth);
      return;
    }
    for (size_t i = 0; i < place.element->get_children_count(); ++i) {
      open.push_back({place.element->get_child(static_cast<int>(i)).get(), display, place.tables});
    }
  }
}

bool BoxTree::KeepsSpaces(const Node& text) const {
  if (sanitizer_.uses_white_space()) {
    return true;
  }
  for (const Node* node = text.parent(); node; node = node->parent()) {
    const Element* element = node->AsElement();
    if (element && IsPreformatted(element->tag())) {
      return true;
    }
  }
  return false;
}

const litehtml::style& BoxTree::BaseStyle(NodeId id, litehtml::html_tag& tag) {
  auto [found, made] = base_styles_.try_emplace(id);
  if (made) {
    // The element alone: apply_stylesheet() would go through its children, too.
    litehtml::elements_vector children;
    children.swap(tag.children());
    TagAccess::Style(tag).clear();
    TagAccess::UsedStyles(tag).clear();
    tag.apply_stylesheet(context_.master_css());
    tag.parse_attributes();
    tag.apply_stylesheet(author_);
    children.swap(tag.children());
    found->second = TagAccess::Style(tag);
  }
  return found->second;
}

bool BoxTree::UpdateStyle(Element& element) {
  auto found = tags_.find(element.id());
  if (found == tags_.end()) {
    // Not shown: in <head>, or beyond the depth.
    return true;
  }
  litehtml::html_tag& tag = *found->second;
  const char* given = tag.get_attr("style", "");
  const std::string before(given);
  const std::string* text = element.GetAttribute("style");
  const std::string after = text ? sanitizer_.Declarations(*text) : std::string();
  if (before == after) {
    return true;
  }
  if (before.find("--") != std::string::npos || after.find("--") != std::string::npos) {
    return false;
  }
  const InlineStyle old_style = InlineStyle::Parse(before);
  const InlineStyle new_style = InlineStyle::Parse(after);
  litehtml::style_display display_before = tag.get_display();
  if (!IsTabular(display_before) && ApplyStyleShortcut(tag, old_style, new_style)) {
    tag.set_attr("style", after.c_str());
    return true;
  }
  const litehtml::style& base = BaseStyle(element.id(), tag);
  TagAccess::Style(tag) = base;
  tag.set_attr("style", after.c_str());
  tag.parse_styles(!InheritedChanged(old_style, new_style));
  litehtml::style_display display = tag.get_display();
  if (display != display_before && (IsTabular(display) || IsTabular(display_before))) {
    return false;
  }
  if (IsTabular(display)) {
    ++tabular_restyles_;
    // The table's grid keeps its cells' widths.
    for (litehtml::element::ptr table = found->second; table; table = table->parent()) {
      if (IsTable(table->get_display())) {
        table->init();
        break;
      }
    }
  }
  return tabular_restyles_ < kMaxTabularRestyles;
}

bool BoxTree::UpdateText(Text& text) {
  auto found = words_.find(text.id());
  if (found == words_.end()) {
    return true;
  }
  Words& old_words = found->second;
  if (old_words.empty()) {
    return false;
  }
  auto parent = std::dynamic_pointer_cast<litehtml::html_tag>(old_words.front()->parent());
  if (!parent || HoldsTableParts(parent->get_display())) {
    return false;
  }
  litehtml::elements_vector& children = parent->children();
  auto begin = std::find(children.begin(), children.end(), old_words.front());
  if (children.end() - begin < static_cast<std::ptrdiff_t>(old_words.size())) {
    return false;
  }
  auto end = begin + static_cast<std::ptrdiff_t>(old_words.size());
  if (!std::equal(begin, end, old_words.begin())) {
    return false;
  }
  Words words;
  AppendWords(boxes_, text.data(), KeepsSpaces(text), words);
  auto place = children.erase(begin, end);
  children.insert(place, words.begin(), words.end());
  for (const litehtml::element::ptr& word : words) {
    word->parent(parent);
    word->parse_styles();
  }
  old_words = std::move(words);
  return true;
}

bool BoxTree::UpdateAttribute(Element& element) {
  auto found = tags_.find(element.id());
  if (found == tags_.end()) {
    return true;
  }
  litehtml::html_tag& changed = *found->second;
  const char* index = changed.get_attr("list_index");
  const std::string list_index = index ? index : "";
  TagAccess::Attributes(changed).clear();
  TagAccess::Classes(changed).clear();
  for (const auto& [name, value] : Attributes(element)) {
    changed.set_attr(name.c_str(), value.c_str());
  }
  if (!list_index.empty()) {
    changed.set_attr("list_index", list_index.c_str());
  }
  litehtml::element::ptr top = found->second;
  if (sanitizer_.uses_siblings()) {
    top = top->parent();
  }
  if (!top || !top->parent()) {
    return false;
  }
  std::vector<litehtml::element*> subtree{top.get()};
  for (size_t i = 0; i < subtree.size(); ++i) {
    litehtml::element& member = *subtree[i];
    if (IsTabular(member.get_display())) {
      return false;
    }
    if (auto* tag = dynamic_cast<litehtml::html_tag*>(&member)) {
      TagAccess::Style(*tag).clear();
      TagAccess::UsedStyles(*tag).clear();
    }
    for (size_t child = 0; child < member.get_children_count(); ++child) {
      subtree.push_back(member.get_child(static_cast<int>(child)).get());
    }
  }
  base_styles_.clear();
  top->apply_stylesheet(context_.master_css());
  top->parse_attributes();
  top->apply_stylesheet(author_);
  top->parse_styles();
  top->init();
  std::vector<litehtml::element*> open{top.get()};
  while (!open.empty()) {
    litehtml::element& member = *open.back();
    open.pop_back();
    if (IsTabular(member.get_display())) {
      return false;
    }
    for (size_t child = 0; child < member.get_children_count(); ++child) {
      open.push_back(member.get_child(static_cast<int>(child)).get());
    }
  }
  return true;
}

void BoxTree::Render(int width) {
  boxes_->render(width);
}

void BoxTree::Draw() {
  boxes_->draw(0, 0, 0, nullptr);
}

int BoxTree::content_width() const {
  return boxes_->width();
}

int BoxTree::content_height() const {
  return boxes_->height();
}

}  // namespace bulkhead
