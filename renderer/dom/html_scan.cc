// The scan in front of gumbo: follows open tags closely enough to know their depth, in one pass.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "renderer/dom/ascii.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/html_writer.h"

namespace bulkhead {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Content is text up to the end tag.
constexpr std::array<std::string_view, 8> kRawText = {"script", "style",  "textarea", "title",
                                                      "xmp",    "iframe", "noembed",  "noframes"};
// Stay "active" when left open and are made anew in each paragraph that follows.
constexpr std::array<std::string_view, 14> kFormatting = {"a",    "b",     "big",    "code",   "em", "font", "i",
                                                          "nobr", "s",     "small",  "strike", "strong", "tt", "u"};
// Begin by closing an open <p>.
constexpr std::array<std::string_view, 33> kBlocks = {
    "address", "article", "aside",  "blockquote", "center", "details", "dialog", "dir",  "div",  "dl",  "fieldset",
    "figcaption", "figure", "footer", "form",     "h1",     "h2",      "h3",     "h4",   "h5",   "h6",  "header",
    "hr",      "main",    "menu",   "nav",        "ol",     "p",       "pre",    "section", "summary", "table", "ul"};
// Begin by closing another of their kind that is still open, up to the container.
struct ImpliedEnd {
  std::string_view tag;
  std::array<std::string_view, 3> closes;
};
constexpr std::array<ImpliedEnd, 12> kImpliedEnds = {{{"li", {"li"}},
                                                      {"dt", {"dt", "dd"}},
                                                      {"dd", {"dt", "dd"}},
                                                      {"td", {"td", "th"}},
                                                      {"th", {"td", "th"}},
                                                      {"tr", {"tr", "caption", "colgroup"}},
                                                      {"tbody", {"tbody", "thead", "tfoot"}},
                                                      {"thead", {"tbody", "thead", "tfoot"}},
                                                      {"tfoot", {"tbody", "thead", "tfoot"}},
                                                      {"option", {"option"}},
                                                      {"optgroup", {"optgroup"}},
                                                      {"p", {"p"}}}};
constexpr std::array<std::string_view, 9> kContainers = {"table", "ul",     "ol",       "dl",    "select",
                                                         "html",  "button", "template", "object"};

class HtmlScanner {
 public:
  explicit HtmlScanner(std::string_view html) : html_(html) {}

  std::optional<HtmlRefusal> Run() {
    if (html_.size() > kMaxHtmlBytes) {
      return HtmlRefusal{"the page is larger than " + std::to_string(kMaxHtmlBytes >> 20) + " MiB", 0};
    }
    while (at_ < html_.size()) {
      const void* found = std::memchr(html_.data() + at_, '<', html_.size() - at_);
      if (!found) {
        break;
      }
      at_ = static_cast<size_t>(static_cast<const char*>(found) - html_.data()) + 1;
      if (html_.substr(at_, 3) == "!--") {
        // Also "<!-->" and "<!--->": from the dashes on.
        Skip(html_.find("-->", at_ + 1), 3);
      } else if (Peek() == '!' || Peek() == '?') {
        Skip(html_.find('>', at_), 1);
      } else if (Peek() == '/' && at_ + 1 < html_.size() && IsLetter(html_[at_ + 1])) {
        ++at_;
        std::string_view tag = ReadName();
        Skip(html_.find('>', at_), 1);
        CloseTag(tag);
      } else if (IsLetter(Peek())) {
        if (std::optional<HtmlRefusal> refusal = StartTag()) {
          return refusal;
        }
      }
    }
    return std::nullopt;
  }

 private:
  char Peek() const { return at_ < html_.size() ? html_[at_] : '\0'; }

  void Skip(size_t found, size_t length) {
    at_ = found == std::string_view::npos ? html_.size() : found + length;
  }

  HtmlRefusal Refuse(std::string message) const {
    auto line = std::count(html_.begin(), html_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
    return HtmlRefusal{std::move(message), static_cast<uint32_t>(line)};
  }

  // Lower case, cut at 15 characters: longer names are custom elements and only have to match themselves.
  std::string_view ReadName() {
    size_t length = 0;
    while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '>' && html_[at_] != '/') {
      if (length < name_.size()) {
        name_[length++] = LowerChar(html_[at_]);
      }
      ++at_;
    }
    return {name_.data(), length};
  }

  std::optional<HtmlRefusal> StartTag() {
    std::string_view tag = ReadName();
    int attributes = 0;
    bool self_closing = false;
    bool in_name = false;
    while (at_ < html_.size() && html_[at_] != '>') {
      char c = html_[at_++];
      self_closing = c == '/';
      if (IsSpace(c) || c == '/') {
        in_name = false;
      } else if (c == '=') {
        while (IsSpace(Peek())) {
          ++at_;
        }
        if (Peek() == '"' || Peek() == '\'') {
          Skip(html_.find(Peek(), at_ + 1), 1);
        } else {
          while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '>') {
            ++at_;
          }
        }
        in_name = false;
      } else if (!in_name) {
        in_name = true;
        ++attributes;
      }
    }
    ++at_;
    if (attributes > kMaxAttributes) {
      return Refuse("<" + std::string(tag) + "> has more than " + std::to_string(kMaxAttributes) + " attributes");
    }
    if (IsOneOf(tag, kRawText)) {
      SkipRawText(tag);
      return std::nullopt;
    }
    if (IsVoidTag(tag) || (self_closing && InForeign())) {
      return std::nullopt;
    }
    OpenTag(tag);
    if (stack_.size() > kMaxHtmlDepth) {
      return Refuse("elements are nested deeper than " + std::to_string(kMaxHtmlDepth));
    }
    if (Count("table") > kMaxTableDepth) {
      return Refuse("tables are nested deeper than " + std::to_string(kMaxTableDepth));
    }
    if (IsOneOf(tag, kFormatting) && ++open_formatting_ > kMaxHtmlDepth) {
      return Refuse("more than " + std::to_string(kMaxHtmlDepth) + " of <b>, <i>, <font> ... are left open");
    }
    return std::nullopt;
  }

  bool InForeign() const { return Count("svg") > 0 || Count("math") > 0; }

  void SkipRawText(std::string_view tag) {
    const std::string name(tag);
    while (at_ < html_.size()) {
      Skip(html_.find("</", at_), 2);
      if (ReadName() == name) {
        Skip(html_.find('>', at_), 1);
        return;
      }
    }
  }

  void OpenTag(std::string_view tag) {
    for (const ImpliedEnd& end : kImpliedEnds) {
      if (end.tag == tag) {
        for (std::string_view closes : end.closes) {
          if (!closes.empty()) {
            PopWithin(closes);
          }
        }
      }
    }
    if (IsOneOf(tag, kBlocks)) {
      PopWithin("p");
    }
    stack_.emplace_back(tag);
    ++counts_[Slot(tag)];
  }

  void CloseTag(std::string_view tag) {
    if (IsOneOf(tag, kFormatting)) {
      open_formatting_ = std::max(0, open_formatting_ - 1);
    }
    if (Count(tag) == 0) {
      return;
    }
    for (size_t i = stack_.size(); i-- > 0;) {
      if (stack_[i] == tag) {
        PopTo(i);
        return;
      }
      // An end tag does not reach out of a cell.
      if (stack_[i] == "table" && tag != "table") {
        return;
      }
    }
  }

  void PopWithin(std::string_view tag) {
    if (Count(tag) == 0) {
      return;
    }
    for (size_t i = stack_.size(); i-- > 0;) {
      if (stack_[i] == tag) {
        PopTo(i);
        return;
      }
      if (IsOneOf(stack_[i], kContainers)) {
        return;
      }
    }
  }

  void PopTo(size_t size) {
    while (stack_.size() > size) {
      --counts_[Slot(stack_.back())];
      stack_.pop_back();
    }
  }

  // Open tags by a hash of their name: a collision costs a search, no mistake.
  static size_t Slot(std::string_view tag) { return std::hash<std::string_view>()(tag) % kSlots; }
  int Count(std::string_view tag) const { return counts_[Slot(tag)]; }

  static constexpr size_t kSlots = 4096;
  std::string_view html_;
  size_t at_ = 0;
  std::array<char, 15> name_{};
  std::vector<std::string> stack_;
  std::array<int, kSlots> counts_{};
  int open_formatting_ = 0;
};

}  // namespace

std::optional<HtmlRefusal> ScanHtml(std::string_view html) {
  return HtmlScanner(html).Run();
}

}  // namespace bulkhead
