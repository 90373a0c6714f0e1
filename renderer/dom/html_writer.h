// Tree → HTML, as innerHTML gives it.
#ifndef BULKHEAD_RENDERER_DOM_HTML_WRITER_H_
#define BULKHEAD_RENDERER_DOM_HTML_WRITER_H_

#include <string>
#include <string_view>

namespace bulkhead {

class Node;

enum class HtmlPart { kWhole, kChildren };

std::string WriteHtml(const Node& node, HtmlPart part);
// <br>, <img> ...: no content, no end tag.
bool IsVoidTag(std::string_view tag);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_HTML_WRITER_H_
