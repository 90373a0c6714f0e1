// Selector: what querySelector() understands: type, *, #id, .class, [attr], [attr=x], [attr^=x], [attr$=x], [attr*=x],
// [attr~=x], compounds of these, descendant ( ), child (>), next (+) and later (~) sibling, and lists (,).
#ifndef BULKHEAD_RENDERER_DOM_SELECTOR_H_
#define BULKHEAD_RENDERER_DOM_SELECTOR_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

class Element;
class Node;

class Selector {
 public:
  // nullopt: not understood (scripts: SyntaxError).
  static std::optional<Selector> Parse(std::string_view text);

  bool Matches(const Element& element) const;
  // Descendants of `root` in tree order.
  Element* First(Node& root) const;
  std::vector<Element*> All(Node& root) const;

 private:
  friend class SelectorParser;

  enum class Combinator { kNone, kDescendant, kChild, kNextSibling, kLaterSibling };
  struct AttributeTest {
    std::string name;
    char op = 0;  // 0: present, '=', '^', '$', '*', '~'
    std::string value;
  };
  struct Compound {
    Combinator combinator = Combinator::kNone;  // to the compound on its left
    std::string tag;                            // empty: any
    std::vector<std::string> classes;
    std::vector<AttributeTest> attributes;
  };
  using Complex = std::vector<Compound>;  // left to right

  static bool MatchesCompound(const Compound& compound, const Element& element);
  static bool MatchesFrom(const Complex& complex, size_t index, const Element& element);

  std::vector<Complex> list_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_SELECTOR_H_
