#include "renderer/layout/css_sanitizer.h"

#include <algorithm>
#include <array>
#include <functional>

#include "renderer/dom/ascii.h"
#include "renderer/dom/inline_style.h"
#include "renderer/layout/css_parser.h"
#include "renderer/layout/css_value.h"

namespace bulkhead {
namespace {

// litehtml matches selectors by recursion.
constexpr size_t kMaxSelector = 4096;

// Splits at spaces outside brackets and quotes.
std::vector<std::string> Words(std::string_view value) {
  std::vector<std::string> words;
  for (size_t at = 0; at < value.size();) {
    if (value[at] == ' ') {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < value.size() && value[end] != ' ') {
      end = value[end] == '(' ? std::min(value.size(), FindClosing(value, end) + 1) : end + 1;
    }
    words.emplace_back(value.substr(at, end - at));
    at = end;
  }
  return words;
}

void Append(std::string_view property, std::string_view value, std::string_view important, std::string& out) {
  out += property;
  out += ':';
  out += value;
  out += important;
  out += ';';
}

// Four sides from one to four words, as margin has them: top, right, bottom, left.
void AppendSides(const std::array<const char*, 4>& names, const std::vector<std::string>& words,
                 std::string_view important, std::string& out) {
  if (words.empty() || words.size() > 4) {
    return;
  }
  const std::string& top = words[0];
  const std::string& right = words.size() > 1 ? words[1] : top;
  const std::string& bottom = words.size() > 2 ? words[2] : top;
  const std::string& left = words.size() > 3 ? words[3] : right;
  Append(names[0], top, important, out);
  Append(names[1], right, important, out);
  Append(names[2], bottom, important, out);
  Append(names[3], left, important, out);
}

struct LogicalSides {
  std::string_view property;
  const char* start;
  const char* end;
};
constexpr std::array<LogicalSides, 6> kLogicalSides = {{{"margin-inline", "margin-left", "margin-right"},
                                                        {"margin-block", "margin-top", "margin-bottom"},
                                                        {"padding-inline", "padding-left", "padding-right"},
                                                        {"padding-block", "padding-top", "padding-bottom"},
                                                        {"inset-inline", "left", "right"},
                                                        {"inset-block", "top", "bottom"}}};

struct Rename {
  std::string_view property;
  std::string_view value;  // empty: any
  std::string_view new_property;
  std::string_view new_value;  // empty: as it is; "-": the declaration is dropped
};
constexpr std::array<Rename, 26> kRenames = {{{"display", "flex", "display", "block"},
                                              {"display", "grid", "display", "block"},
                                              {"display", "flow-root", "display", "block"},
                                              {"display", "inline-flex", "display", "inline-block"},
                                              {"display", "inline-grid", "display", "inline-block"},
                                              {"display", "contents", "display", "inline"},
                                              {"position", "sticky", "position", "relative"},
                                              {"position", "-webkit-sticky", "position", "relative"},
                                              {"text-align", "start", "text-align", "left"},
                                              {"text-align", "end", "text-align", "right"},
                                              {"white-space", "break-spaces", "white-space", "pre-wrap"},
                                              {"text-decoration-line", "", "text-decoration", ""},
                                              {"background-attachment", "", "", "-"},
                                              {"background-clip", "text", "", "-"},
                                              {"overflow", "clip", "overflow", "hidden"},
                                              {"overflow-y", "hidden", "overflow", "hidden"},
                                              {"overflow-x", "hidden", "", "-"},
                                              {"color", "currentcolor", "", "-"},
                                              {"border-color", "currentcolor", "", "-"},
                                              {"width", "max-content", "", "-"},
                                              {"width", "min-content", "", "-"},
                                              {"width", "fit-content", "", "-"},
                                              {"height", "max-content", "", "-"},
                                              {"height", "min-content", "", "-"},
                                              {"height", "fit-content", "", "-"},
                                              {"font-size", "inherit", "", "-"}}};

constexpr std::array<std::string_view, 16> kDisplays = {
    "none",           "block",          "inline",       "inline-block",    "inline-table",      "list-item",
    "table",          "table-caption",  "table-cell",   "table-column",    "table-column-group", "table-footer-group",
    "table-header-group", "table-row",  "table-row-group", "inherit"};
constexpr std::array<std::string_view, 5> kPositions = {"static", "relative", "absolute", "fixed", "inherit"};

// "x !important" → "x", "!important".
std::string_view TakeImportant(std::string_view& value) {
  size_t mark = value.rfind('!');
  if (mark == std::string_view::npos || Lower(TrimCss(value.substr(mark + 1))) != "important") {
    return {};
  }
  value = TrimCss(value.substr(0, mark));
  return "!important";
}

class SheetCollector final : public CssVisitor {
 public:
  void OnRule(std::string_view selectors, std::string_view block) override {
    ++rules;
    siblings |= selectors.find_first_of("+~") != std::string_view::npos;
    attributes |= selectors.find('[') != std::string_view::npos;
    declarations(block);
  }
  void OnStatement(std::string_view, std::string_view) override {}
  void OnMediaBegin(std::string_view) override {}
  void OnMediaEnd() override {}

  std::function<void(std::string_view)> declarations;
  size_t rules = 0;
  bool siblings = false;
  bool attributes = false;
};

class SheetWriter final : public CssVisitor {
 public:
  explicit SheetWriter(const CssSanitizer& sanitizer) : sanitizer_(sanitizer) {}

  void OnRule(std::string_view selectors, std::string_view block) override {
    if (selectors.empty() || selectors.size() > kMaxSelector || selectors.find('@') != std::string_view::npos) {
      return;
    }
    std::string declarations = sanitizer_.Declarations(block);
    if (!declarations.empty()) {
      out += selectors;
      out += '{';
      out += declarations;
      out += "}\n";
    }
  }
  // Imports are followed by the page; nothing else is of use.
  void OnStatement(std::string_view, std::string_view) override {}
  void OnMediaBegin(std::string_view condition) override {
    out += "@media ";
    out += condition;
    out += "{\n";
  }
  void OnMediaEnd() override { out += "}\n"; }

  std::string out;

 private:
  const CssSanitizer& sanitizer_;
};

class ImportFinder final : public CssVisitor {
 public:
  void OnRule(std::string_view, std::string_view) override { head_ = false; }
  void OnMediaBegin(std::string_view) override { head_ = false; }
  void OnMediaEnd() override {}
  void OnStatement(std::string_view name, std::string_view rest) override {
    if (!head_ || Lower(name) != "@import") {
      return;
    }
    size_t end = 0;
    if (Lower(rest.substr(0, 4)) == "url(") {
      end = std::min(rest.size(), FindClosing(rest, 3) + 1);
    } else {
      end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    }
    std::string_view url = rest.substr(0, end);
    if (Lower(url.substr(0, 4)) == "url(") {
      url = TrimCss(url.substr(4, url.size() - 4 - (url.ends_with(')') ? 1 : 0)));
    }
    if (url.size() >= 2 && (url[0] == '"' || url[0] == '\'') && url.back() == url[0]) {
      url = url.substr(1, url.size() - 2);
    }
    if (!url.empty()) {
      imports.push_back({std::string(url), std::string(TrimCss(rest.substr(end)))});
    }
  }

  std::vector<CssImport> imports;

 private:
  bool head_ = true;
};

}  // namespace

void CssSanitizer::Collect(std::string_view css) {
  bytes_ += css.size();
  if (bytes_ > kMaxBytes) {
    return;
  }
  SheetCollector collector;
  collector.declarations = [this](std::string_view block) { CollectDeclarations(block); };
  ParseCss(StripCssComments(css), collector);
  rules_ += collector.rules;
  uses_siblings_ |= collector.siblings;
  uses_attributes_ |= collector.attributes;
}

void CssSanitizer::CollectDeclarations(std::string_view declarations) {
  uses_white_space_ |= declarations.find("white-space") != std::string_view::npos;
  if (declarations.find("--") == std::string_view::npos) {
    return;
  }
  const InlineStyle style = InlineStyle::Parse(declarations);
  for (const auto& [property, value] : style.declarations()) {
    if (property.starts_with("--")) {
      properties_.Add(property, value);
    }
  }
}

std::optional<std::string> CssSanitizer::refusal() const {
  if (bytes_ > kMaxBytes) {
    return "the style sheets are larger than " + std::to_string(kMaxBytes >> 20) + " MiB";
  }
  if (rules_ > kMaxRules) {
    return "the style sheets have more than " + std::to_string(kMaxRules) + " rules";
  }
  return properties_.Check();
}

std::string CssSanitizer::StyleSheet(std::string_view css) const {
  SheetWriter writer(*this);
  ParseCss(StripCssComments(css), writer);
  return std::move(writer.out);
}

std::string CssSanitizer::Declarations(std::string_view declarations) const {
  std::string out;
  const InlineStyle style = InlineStyle::Parse(declarations);
  for (const auto& [property, value] : style.declarations()) {
    Declaration(property, value, out);
  }
  return out;
}

void CssSanitizer::Declaration(std::string_view property, std::string_view given, std::string& out) const {
  std::string_view important = TakeImportant(given);
  std::optional<std::string> rewritten = RewriteCssValue(given, properties_);
  if (!rewritten || rewritten->empty()) {
    return;
  }
  std::string value = *std::move(rewritten);
  if (property.starts_with("--")) {
    Append(Lower(property), value, important, out);
    return;
  }
  const std::string lower = Lower(value);
  for (const Rename& rename : kRenames) {
    if (rename.property == property && (rename.value.empty() || rename.value == lower)) {
      if (rename.new_value != "-") {
        Append(rename.new_property, rename.new_value.empty() ? std::string_view(value) : rename.new_value, important, out);
      }
      return;
    }
  }
  for (const LogicalSides& sides : kLogicalSides) {
    if (sides.property == property) {
      std::vector<std::string> words = Words(value);
      Append(sides.start, words.front(), important, out);
      Append(sides.end, words.back(), important, out);
      return;
    }
  }
  bool variable = value.find("var(") != std::string::npos;
  if (property == "display" && !variable && !IsOneOf(lower, kDisplays)) {
    return;
  }
  if (property == "position" && !variable && !IsOneOf(lower, kPositions)) {
    return;
  }
  if (property == "display" || property == "position" || property == "float" || property == "clear" ||
      property == "visibility" || property == "overflow" || property == "text-align" || property == "white-space") {
    value = lower;
  }
  if (property == "content" && value.find('"') == std::string::npos) {
    // litehtml knows strings in double quotes only.
    std::replace(value.begin(), value.end(), '\'', '"');
  }
  if (property == "inset") {
    AppendSides({"top", "right", "bottom", "left"}, Words(value), important, out);
    return;
  }
  if (property == "opacity") {
    // No layers here: what is all but invisible is invisible, the rest is opaque.
    if (lower == "0" || lower == "0.0" || lower == "0%" || lower.starts_with("0.0") || lower.starts_with(".0")) {
      Append("visibility", "hidden", important, out);
    } else if (lower == "1" || lower == "1.0" || lower == "100%") {
      Append("visibility", "visible", important, out);
    }
    return;
  }
  if (property == "background-image" && ReplaceGradient(value)) {
    Append("background-color", value, important, out);
    return;
  }
  if (property == "background") {
    ReplaceGradient(value);
    std::string kept;
    for (const std::string& word : Words(value)) {
      if (word != "fixed" && word != "local") {
        kept += kept.empty() ? "" : " ";
        kept += word;
      }
    }
    value = kept;
  }
  Append(property, value, important, out);
}

std::vector<CssImport> FindImports(std::string_view css) {
  ImportFinder finder;
  ParseCss(StripCssComments(css), finder);
  return std::move(finder.imports);
}

}  // namespace bulkhead
