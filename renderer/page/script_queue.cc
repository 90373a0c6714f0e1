#include "renderer/page/script_queue.h"

#include <utility>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/page/page_resources.h"
#include "renderer/page/url.h"

namespace bulkhead {
namespace {

// Data blocks (JSON, templates) are <script>s, too; modules are not supported.
bool IsClassicScript(const Element& element) {
  const std::string* type = element.GetAttribute("type");
  return !type || type->empty() || *type == "text/javascript" || *type == "application/javascript" ||
         *type == "text/ecmascript";
}

}  // namespace

void ScriptQueue::Scan(const Document& document) {
  for (const Node* node = document.first_child(); node; node = node->Next(document)) {
    const Element* element = node->AsElement();
    if (!element || element->tag() != "script" || seen_.contains(element->id())) {
      continue;
    }
    bool by_parser = element->source_line() != 0;
    if (scanned_ && by_parser) {
      continue;
    }
    if (IsClassicScript(*element)) {
      seen_.insert(element->id());
      Add(*element);
    }
  }
  scanned_ = true;
}

void ScriptQueue::Add(const Element& element) {
  auto entry = std::make_shared<Entry>();
  const std::string* source = element.GetAttribute("src");
  if (!source) {
    entry->script.code = element.TextContent();
    entry->script.source = page_url_;
    const Node* text = element.first_child();
    entry->script.line = text && text->source_line() ? text->source_line() : 1;
    entry->ready = true;
    queue_.push_back(std::move(entry));
    return;
  }
  entry->script.source = ResolveUrl("", *source);
  queue_.push_back(entry);
  // Weak: a page may be gone before its files.
  resources_.RequestFile(entry->script.source,
                         [this, waiting = std::weak_ptr<Entry>(entry)](std::optional<std::string> bytes) {
                           std::shared_ptr<Entry> found = waiting.lock();
                           if (!found) {
                             return;
                           }
                           found->ready = true;
                           found->failed = !bytes;
                           found->script.code = std::move(bytes).value_or("");
                           on_arrival_();
                         });
}

std::optional<ScriptQueue::Script> ScriptQueue::Next() {
  while (!queue_.empty() && queue_.front()->ready) {
    std::shared_ptr<Entry> entry = std::move(queue_.front());
    queue_.pop_front();
    if (!entry->failed) {
      return std::move(entry->script);
    }
  }
  return std::nullopt;
}

}  // namespace bulkhead
