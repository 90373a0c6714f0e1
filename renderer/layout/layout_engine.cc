#include "renderer/layout/layout_engine.h"

#include <algorithm>
#include <array>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"
#include "renderer/layout/box_tree.h"
#include "renderer/layout/layout_images.h"
#include "renderer/layout/layout_shared.h"
#include "renderer/layout/litehtml_container.h"
#include "renderer/layout/recorder.h"

namespace bulkhead {
namespace {

// Attributes that shape the tree itself.
constexpr std::array<std::string_view, 8> kStructural = {"colspan", "rowspan", "span",  "value",
                                                         "placeholder", "selected", "start", "type"};

// A page of 200 000 nodes is less than half as high; what is beyond is an overflow.
constexpr int kMaxContent = 1 << 25;

}  // namespace

LayoutEngine::LayoutEngine(LayoutShared& shared, Document& document, LayoutImages& images, int width, int height)
    : shared_(shared),
      document_(document),
      width_(width),
      height_(height),
      container_(std::make_unique<LitehtmlContainer>(shared.fonts(), images)) {
  container_->set_viewport(width, height);
}

LayoutEngine::~LayoutEngine() = default;

void LayoutEngine::SetStyleSheets(std::vector<StyleSheet> sheets) {
  // The tree refers to the sheets.
  tree_.reset();
  sheets_ = std::move(sheets);
  rebuild_ = true;
}

void LayoutEngine::InvalidateStyle(Element& element) {
  if (!rebuild_) {
    styles_.insert(element.id());
  }
}

void LayoutEngine::InvalidateText(Text& text) {
  if (!rebuild_) {
    texts_.insert(text.id());
  }
}

void LayoutEngine::InvalidateAttribute(Element& element, std::string_view name) {
  if (rebuild_) {
    return;
  }
  if (std::find(kStructural.begin(), kStructural.end(), name) != kStructural.end()) {
    rebuild_ = true;
  } else if (!name.starts_with("on") && (sanitizer_->uses_attributes() || !name.starts_with("data-"))) {
    attributes_.insert(element.id());
  }
}

bool LayoutEngine::dirty() const {
  return rebuild_ || layout_ || !styles_.empty() || !texts_.empty() || !attributes_.empty();
}

std::optional<std::string> LayoutEngine::Update() {
  if (!dirty()) {
    return std::nullopt;
  }
  std::optional<std::string> refusal;
  if (rebuild_ || !UpdateNodes()) {
    refusal = Rebuild();
  }
  styles_.clear();
  texts_.clear();
  attributes_.clear();
  rebuild_ = false;
  layout_ = false;
  if (tree_) {
    tree_->Render(width_);
  }
  return refusal;
}

bool LayoutEngine::UpdateNodes() {
  if (!tree_) {
    // Refused before: only other styles or structure can mend it.
    return attributes_.empty() && styles_.empty();
  }
  for (NodeId id : attributes_) {
    Node* node = document_.NodeById(id);
    if (node && node->attached() && !tree_->UpdateAttribute(*node->AsElement())) {
      return false;
    }
    styles_.erase(id);
  }
  for (NodeId id : styles_) {
    Node* node = document_.NodeById(id);
    if (node && node->attached() && !tree_->UpdateStyle(*node->AsElement())) {
      return false;
    }
  }
  for (NodeId id : texts_) {
    Node* node = document_.NodeById(id);
    if (node && node->attached() && !tree_->UpdateText(*node->AsText())) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> LayoutEngine::Rebuild() {
  tree_.reset();
  sanitizer_ = std::make_unique<CssSanitizer>();
  for (const StyleSheet& sheet : sheets_) {
    sanitizer_->Collect(sheet.css);
  }
  for (Node* node = &document_; node; node = node->Next(document_)) {
    if (Element* element = node->AsElement()) {
      if (const std::string* style = element->GetAttribute("style")) {
        sanitizer_->CollectDeclarations(*style);
      }
    }
  }
  if (std::optional<std::string> refusal = sanitizer_->refusal()) {
    return refusal;
  }
  tree_ = std::make_unique<BoxTree>(document_, *container_, shared_.context(), *sanitizer_, sheets_);
  if (tree_->refusal()) {
    std::optional<std::string> refusal = tree_->refusal();
    tree_.reset();
    return refusal;
  }
  return std::nullopt;
}

Recording LayoutEngine::Record() {
  Recorder recorder;
  Recording recording;
  recording.content_width = width_;
  recording.content_height = height_;
  if (tree_) {
    container_->set_recorder(&recorder);
    tree_->Draw();
    container_->set_recorder(nullptr);
    recording.content_width = std::clamp(tree_->content_width(), width_, std::max(width_, kMaxContent));
    recording.content_height = std::clamp(tree_->content_height(), height_, std::max(height_, kMaxContent));
  }
  Recorder::Lists lists = recorder.Take();
  recording.list = std::move(lists.page);
  recording.fixed = std::move(lists.fixed);
  return recording;
}

}  // namespace bulkhead
