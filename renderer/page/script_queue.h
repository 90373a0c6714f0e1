// ScriptQueue: the <script> elements of one page, run once each, in document order; one whose file is on its way holds back
// those behind it. Main thread.
#ifndef BULKHEAD_RENDERER_PAGE_SCRIPT_QUEUE_H_
#define BULKHEAD_RENDERER_PAGE_SCRIPT_QUEUE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "renderer/dom/node.h"

namespace bulkhead {

class PageResources;

class ScriptQueue {
 public:
  struct Script {
    std::string code;
    std::string source;
    uint32_t line = 1;  // of the first line of `code` in `source`
  };
  // `on_arrival`: Next() may have one now.
  ScriptQueue(PageResources& resources, std::string page_url, std::function<void()> on_arrival)
      : resources_(resources), page_url_(std::move(page_url)), on_arrival_(std::move(on_arrival)) {}

  // Adds the scripts that are new in the document. After the first scan only those that a script made with createElement()
  // (markup set by innerHTML does not run).
  void Scan(const Document& document);
  // nullopt: none, or the next one is not here yet.
  std::optional<Script> Next();
  bool empty() const { return queue_.empty(); }
  // A document without scripts needs no JavaScript context.
  bool ever_had_any() const { return !seen_.empty(); }

 private:
  struct Entry {
    Script script;
    bool ready = false;
    bool failed = false;
  };
  void Add(const Element& element);

  PageResources& resources_;
  const std::string page_url_;
  const std::function<void()> on_arrival_;
  std::deque<std::shared_ptr<Entry>> queue_;
  std::unordered_set<NodeId> seen_;
  bool scanned_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_SCRIPT_QUEUE_H_
