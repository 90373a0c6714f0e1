// Text: character data (UTF-8) of a document. Has no children.
#ifndef BULKHEAD_RENDERER_DOM_TEXT_H_
#define BULKHEAD_RENDERER_DOM_TEXT_H_

#include <string>
#include <string_view>

#include "renderer/dom/node.h"

namespace bulkhead {

class Text final : public Node {
 public:
  const std::string& data() const { return data_; }
  void SetData(std::string_view data);

 private:
  friend class Document;
  Text(Document& document, NodeId id, std::string_view data)
      : Node(document, NodeType::kText, id), data_(data) {}

  std::string data_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_TEXT_H_
