// DomObserver: told of each change of an attached node, right after it, so that layout does no more than the change needs.
#ifndef BULKHEAD_RENDERER_DOM_DOM_OBSERVER_H_
#define BULKHEAD_RENDERER_DOM_DOM_OBSERVER_H_

#include <string_view>

namespace bulkhead {

class Element;
class Node;
class Text;

// Dirty levels, cheapest first.
class DomObserver {
 public:
  virtual ~DomObserver() = default;
  // The inline style of this element alone.
  virtual void OnStyleChanged(Element& element) = 0;
  // The data of this text.
  virtual void OnTextChanged(Text& text) = 0;
  // Another attribute: selectors may match differently.
  virtual void OnAttributeChanged(Element& element, std::string_view name) = 0;
  // Children of `parent` came, went or moved.
  virtual void OnStructureChanged(Node& parent) = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_DOM_OBSERVER_H_
