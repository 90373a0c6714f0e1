#include "renderer/dom/html_parser.h"

#include <gumbo.h>

#include <vector>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"

namespace bulkhead {
namespace {

// gumbo adds <html> and <body>, and the scan is an estimate: some room above it.
constexpr int kMaxTreeDepth = kMaxHtmlDepth + 16;

struct OutputDeleter {
  const GumboOptions* options;
  void operator()(GumboOutput* output) const { gumbo_destroy_output(options, output); }
};
using Output = std::unique_ptr<GumboOutput, OutputDeleter>;

std::string TagName(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) {
    return gumbo_normalized_tagname(element.tag);
  }
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  return name.data ? std::string(name.data, name.length) : std::string("span");
}

bool IsElement(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

Element& MakeElement(const GumboNode& node, Document& document) {
  const GumboElement& source = node.v.element;
  Element& element = document.CreateElement(TagName(source));
  element.set_source_line(source.start_pos.line);
  for (unsigned i = 0; i < source.attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(source.attributes.data[i]);
    element.SetAttribute(attribute->name, attribute->value);
  }
  return element;
}

void AppendText(Node& parent, const GumboText& source) {
  Text* last = parent.last_child() ? parent.last_child()->AsText() : nullptr;
  if (last) {
    // A comment stood between them.
    last->SetData(last->data() + source.text);
    return;
  }
  Text& text = parent.document().CreateText(source.text);
  text.set_source_line(source.start_pos.line);
  parent.AppendChild(text);
}

// Counts first: a refusal leaves no half tree.
std::optional<HtmlRefusal> CheckTree(const GumboNode& root) {
  struct Place {
    const GumboNode* node;
    int depth;
    int tables;
  };
  std::vector<Place> open{{&root, 0, 0}};
  size_t nodes = 0;
  while (!open.empty()) {
    Place place = open.back();
    open.pop_back();
    if (!IsElement(*place.node) && place.node->type != GUMBO_NODE_DOCUMENT) {
      continue;
    }
    const GumboVector* children = &place.node->v.document.children;
    if (IsElement(*place.node)) {
      const GumboElement& element = place.node->v.element;
      children = &element.children;
      place.tables += element.tag == GUMBO_TAG_TABLE;
      if (place.depth > kMaxTreeDepth) {
        return HtmlRefusal{"elements are nested deeper than " + std::to_string(kMaxHtmlDepth), element.start_pos.line};
      }
      if (place.tables > kMaxTableDepth) {
        return HtmlRefusal{"tables are nested deeper than " + std::to_string(kMaxTableDepth), element.start_pos.line};
      }
    }
    nodes += children->length;
    for (unsigned i = 0; i < children->length; ++i) {
      open.push_back({static_cast<const GumboNode*>(children->data[i]), place.depth + 1, place.tables});
    }
  }
  if (nodes > kMaxHtmlNodes) {
    return HtmlRefusal{"the page has more than " + std::to_string(kMaxHtmlNodes) + " nodes", 0};
  }
  return std::nullopt;
}

void Copy(const GumboVector& children, Node& into) {
  struct Place {
    const GumboVector* children;
    unsigned next;
    Node* into;
  };
  std::vector<Place> open{{&children, 0, &into}};
  while (!open.empty()) {
    Place& place = open.back();
    if (place.next == place.children->length) {
      open.pop_back();
      continue;
    }
    const auto& node = *static_cast<const GumboNode*>(place.children->data[place.next++]);
    Node& parent = *place.into;
    if (IsElement(node)) {
      Element& element = MakeElement(node, parent.document());
      parent.AppendChild(element);
      open.push_back({&node.v.element.children, 0, &element});
    } else if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA) {
      AppendText(parent, node.v.text);
    }
  }
}

}  // namespace

std::unique_ptr<Document> ParseHtml(std::string_view html, HtmlRefusal* refusal) {
  if (std::optional<HtmlRefusal> refused = ScanHtml(html)) {
    *refusal = *std::move(refused);
    return nullptr;
  }
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  Output output(gumbo_parse_with_options(&options, html.data(), html.size()), OutputDeleter{&options});
  if (std::optional<HtmlRefusal> refused = CheckTree(*output->document)) {
    *refusal = *std::move(refused);
    return nullptr;
  }
  auto document = std::make_unique<Document>();
  Copy(output->document->v.document.children, *document);
  return document;
}

std::optional<HtmlRefusal> ParseHtmlFragment(std::string_view html, Element& context) {
  if (std::optional<HtmlRefusal> refused = ScanHtml(html)) {
    return refused;
  }
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  GumboTag tag = gumbo_tag_enum(context.tag().c_str());
  options.fragment_context = tag == GUMBO_TAG_UNKNOWN || tag == GUMBO_TAG_HTML ? GUMBO_TAG_DIV : tag;
  Output output(gumbo_parse_with_options(&options, html.data(), html.size()), OutputDeleter{&options});
  if (std::optional<HtmlRefusal> refused = CheckTree(*output->root)) {
    return refused;
  }
  // Into a holder first: text must not run together with what is there.
  Document& document = context.document();
  Element& holder = document.CreateElement("div");
  document.Pin(holder);
  Copy(output->root->v.element.children, holder);
  while (Node* child = holder.first_child()) {
    context.AppendChild(*child);
  }
  document.Unpin(holder.id());
  return std::nullopt;
}

}  // namespace bulkhead
