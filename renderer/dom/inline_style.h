// InlineStyle: the declarations of a style attribute, in order. Splits at ';' and ':' outside quotes and brackets, so
// url(data:...;...) stays whole.
#ifndef BULKHEAD_RENDERER_DOM_INLINE_STYLE_H_
#define BULKHEAD_RENDERER_DOM_INLINE_STYLE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bulkhead {

class InlineStyle {
 public:
  static InlineStyle Parse(std::string_view text);
  std::string Serialize() const;

  // Names are compared lower case. The last declaration of a name counts.
  std::string_view Get(std::string_view property) const;
  // Empty removes. A ';' that would begin another declaration ends the value.
  void Set(std::string_view property, std::string_view value);

  const std::vector<std::pair<std::string, std::string>>& declarations() const { return declarations_; }

 private:
  std::vector<std::pair<std::string, std::string>> declarations_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_INLINE_STYLE_H_
