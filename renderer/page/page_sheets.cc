#include "renderer/page/page_sheets.h"

#include <utility>

#include "renderer/dom/ascii.h"
#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/layout/css_sanitizer.h"
#include "renderer/page/page_resources.h"
#include "renderer/page/url.h"

namespace bulkhead {
namespace {

std::string Attribute(const Element& element, std::string_view name) {
  const std::string* value = element.GetAttribute(name);
  return value ? *value : std::string();
}

bool IsStyleSheetLink(const Element& element) {
  const std::string relation = ' ' + Lower(Attribute(element, "rel")) + ' ';
  return relation.find(" stylesheet ") != std::string::npos && relation.find(" alternate ") == std::string::npos &&
         !element.GetAttribute("disabled");
}

}  // namespace

void PageSheets::Scan(const Document& document) {
  std::vector<Source> sources;
  for (const Node* node = document.first_child(); node && sources.size() < kMaxSheets; node = node->Next(document)) {
    const Element* element = node->AsElement();
    if (!element) {
      continue;
    }
    if (element->tag() == "style") {
      sources.push_back({"", element->TextContent(), Attribute(*element, "media")});
    } else if (element->tag() == "link" && IsStyleSheetLink(*element)) {
      sources.push_back({ResolveUrl("", Attribute(*element, "href")), "", Attribute(*element, "media")});
    }
  }
  if (sources == sources_) {
    return;
  }
  sources_ = std::move(sources);
  changed_ = true;
  for (const Source& source : sources_) {
    if (!source.url.empty()) {
      Request(source.url, 0);
    } else {
      RequestImports(source.css, "", 1);
    }
  }
}

void PageSheets::Request(const std::string& url, int depth) {
  if (url.empty() || depth > kMaxImportDepth || files_.size() >= kMaxSheets || !files_.try_emplace(url).second) {
    return;
  }
  ++pending_;
  resources_.RequestFile(url, [this, url, depth](std::optional<std::string> bytes) {
    --pending_;
    changed_ = true;
    if (bytes) {
      RequestImports(*bytes, url, depth + 1);
      files_[url] = std::move(bytes);
    }
    on_change_();
  });
}

void PageSheets::RequestImports(const std::string& css, const std::string& base, int depth) {
  if (css.find("@import") == std::string::npos) {
    return;
  }
  for (const CssImport& import : FindImports(css)) {
    Request(ResolveUrl(base, import.url), depth);
  }
}

std::optional<std::vector<StyleSheet>> PageSheets::TakeChanged() {
  if (!std::exchange(changed_, false)) {
    return std::nullopt;
  }
  std::vector<StyleSheet> sheets;
  for (const Source& source : sources_) {
    if (source.url.empty()) {
      Append(source.css, "", source.media, 1, sheets);
      continue;
    }
    auto file = files_.find(source.url);
    if (file != files_.end() && file->second) {
      Append(*file->second, source.url, source.media, 1, sheets);
    }
  }
  return sheets;
}

void PageSheets::Append(const std::string& css, const std::string& base, const std::string& media, int depth,
                        std::vector<StyleSheet>& sheets) const {
  // Imported rules come first. Depth and number bound what sheets that import each other become.
  if (css.find("@import") != std::string::npos && depth <= kMaxImportDepth) {
    for (const CssImport& import : FindImports(css)) {
      const std::string url = ResolveUrl(base, import.url);
      auto file = files_.find(url);
      if (file != files_.end() && file->second && sheets.size() < kMaxSheets) {
        Append(*file->second, url, import.media, depth + 1, sheets);
      }
    }
  }
  if (sheets.size() < kMaxSheets) {
    sheets.push_back({css, base, media});
  }
}

}  // namespace bulkhead
