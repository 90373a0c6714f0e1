// A style sheet cut into rules, no more: what is a selector, what is a block. Tolerates anything; linear in the input for
// each level of @media.
#ifndef BULKHEAD_RENDERER_LAYOUT_CSS_PARSER_H_
#define BULKHEAD_RENDERER_LAYOUT_CSS_PARSER_H_

#include <string>
#include <string_view>

namespace bulkhead {

class CssVisitor {
 public:
  virtual ~CssVisitor() = default;
  // `selectors` and `block` trimmed; blocks nested in `block` are cut out.
  virtual void OnRule(std::string_view selectors, std::string_view block) = 0;
  // @import, @charset ...: without the semicolon.
  virtual void OnStatement(std::string_view name, std::string_view rest) = 0;
  // @media: the rules inside follow, then OnMediaEnd().
  virtual void OnMediaBegin(std::string_view condition) = 0;
  virtual void OnMediaEnd() = 0;
};

// @layer and @supports are taken as if they were not there, @keyframes, @font-face and unknown ones are skipped.
void ParseCss(std::string_view css, CssVisitor& visitor);

// Comments and the marks "<!--" and "-->" become spaces, outside strings.
std::string StripCssComments(std::string_view css);

std::string_view TrimCss(std::string_view text);
// From an opening bracket's place to that of the closing one; text.size() if it is never closed.
size_t FindClosing(std::string_view text, size_t open);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_CSS_PARSER_H_
