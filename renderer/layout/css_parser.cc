#include "renderer/layout/css_parser.h"

#include <algorithm>

#include "renderer/dom/ascii.h"

namespace bulkhead {
namespace {

// Deeper @media are dropped.
constexpr int kMaxMediaDepth = 8;

// Past a string that begins at `at`, or past one character.
size_t SkipOne(std::string_view text, size_t at) {
  char c = text[at];
  if (c == '\\') {
    return std::min(text.size(), at + 2);
  }
  if (c != '"' && c != '\'') {
    return at + 1;
  }
  for (++at; at < text.size() && text[at] != c; ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '\n') {
      // A string ends with its line: what follows is not lost.
      return at;
    }
  }
  return std::min(text.size(), at + 1);
}

// The first of `stops` outside strings and brackets.
size_t FindStop(std::string_view text, size_t at, std::string_view stops) {
  while (at < text.size()) {
    char c = text[at];
    if (stops.find(c) != std::string_view::npos) {
      return at;
    }
    at = c == '(' || c == '[' ? std::min(text.size(), FindClosing(text, at) + 1) : SkipOne(text, at);
  }
  return text.size();
}

// A block without the blocks in it (nested rules).
std::string OwnDeclarations(std::string_view block) {
  std::string own;
  while (true) {
    size_t open = FindStop(block, 0, "{");
    if (open == block.size()) {
      own += block;
      return own;
    }
    // What stands before the brace since the last ';' is the nested rule's selector.
    size_t begin = block.substr(0, open).rfind(';');
    own += begin == std::string_view::npos ? std::string_view() : block.substr(0, begin + 1);
    size_t close = FindClosing(block, open);
    block = block.substr(std::min(block.size(), close + 1));
  }
}

void Parse(std::string_view css, CssVisitor& visitor, int depth) {
  size_t at = 0;
  while (at < css.size()) {
    size_t stop = FindStop(css, at, "{;}");
    if (stop == css.size()) {
      // Cut off in the middle of a selector: nothing to apply it to. A statement may end here.
      stop = css.size();
    }
    std::string_view prelude = TrimCss(css.substr(at, stop - at));
    bool at_rule = prelude.starts_with('@');
    std::string_view name = at_rule ? prelude.substr(0, prelude.find_first_of(" \t\r\n\f(\"'")) : std::string_view();
    std::string_view rest = TrimCss(prelude.substr(name.size()));
    if (stop == css.size() || css[stop] != '{') {
      if (at_rule) {
        visitor.OnStatement(name, rest);
      }
      at = stop + 1;
      continue;
    }
    size_t close = FindClosing(css, stop);
    std::string_view block = css.substr(stop + 1, close - stop - 1);
    at = close + 1;
    if (!at_rule) {
      visitor.OnRule(prelude, OwnDeclarations(block));
    } else if (depth < kMaxMediaDepth) {
      const std::string lower = Lower(name);
      if (lower == "@media") {
        visitor.OnMediaBegin(rest);
        Parse(block, visitor, depth + 1);
        visitor.OnMediaEnd();
      } else if (lower == "@layer" || lower == "@supports") {
        Parse(block, visitor, depth + 1);
      }
    }
  }
}

}  // namespace

void ParseCss(std::string_view css, CssVisitor& visitor) {
  Parse(css, visitor, 0);
}

size_t FindClosing(std::string_view text, size_t open) {
  char opening = text[open];
  char closing = opening == '(' ? ')' : opening == '[' ? ']' : '}';
  int depth = 0;
  for (size_t at = open; at < text.size();) {
    char c = text[at];
    if (c == opening) {
      ++depth;
    } else if (c == closing && --depth == 0) {
      return at;
    } else if (c == '}' && opening != '{') {
      // An unclosed bracket does not swallow the rest of the sheet.
      return at - 1;
    }
    at = SkipOne(text, at);
  }
  return text.size();
}

std::string StripCssComments(std::string_view css) {
  std::string out;
  out.reserve(css.size());
  for (size_t at = 0; at < css.size();) {
    if (css.compare(at, 2, "/*") == 0) {
      size_t end = css.find("*/", at + 2);
      out += ' ';
      at = end == std::string_view::npos ? css.size() : end + 2;
    } else if (css.compare(at, 4, "<!--") == 0) {
      at += 4;
    } else if (css.compare(at, 3, "-->") == 0) {
      at += 3;
    } else {
      size_t next = SkipOne(css, at);
      out += css.substr(at, next - at);
      at = next;
    }
  }
  return out;
}

std::string_view TrimCss(std::string_view text) {
  const char* spaces = " \t\r\n\f";
  size_t begin = text.find_first_not_of(spaces);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

}  // namespace bulkhead
