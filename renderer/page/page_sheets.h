// PageSheets: the style sheets of one page in their order: <style>, <link rel=stylesheet> and what these @import. Main
// thread.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_SHEETS_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_SHEETS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "renderer/layout/style_sheet.h"

namespace bulkhead {

class Document;
class PageResources;

class PageSheets {
 public:
  // @import in @import in ...: deeper ones are left out, and so a sheet that imports itself ends.
  static constexpr int kMaxImportDepth = 5;
  static constexpr size_t kMaxSheets = 200;

  // `on_change`: a file came or failed.
  PageSheets(PageResources& resources, std::function<void()> on_change)
      : resources_(resources), on_change_(std::move(on_change)) {}

  // Looks through the document and asks for files that are new. Cheap when nothing changed (a walk).
  void Scan(const Document& document);
  // Files that are not here yet: the page is not shown without its style.
  size_t pending() const { return pending_; }
  // All that is here, in order. nullopt: the same as at the last call.
  std::optional<std::vector<StyleSheet>> TakeChanged();

 private:
  struct Source {
    std::string url;  // a file, or
    std::string css;  // the text of a <style>
    std::string media;
    bool operator==(const Source&) const = default;
  };
  void Request(const std::string& url, int depth);
  void RequestImports(const std::string& css, const std::string& base, int depth);
  void Append(const std::string& css, const std::string& base, const std::string& media, int depth,
              std::vector<StyleSheet>& sheets) const;

  PageResources& resources_;
  const std::function<void()> on_change_;
  std::vector<Source> sources_;
  // By address; nullopt: on its way, or failed.
  std::map<std::string, std::optional<std::string>> files_;
  size_t pending_ = 0;
  bool changed_ = true;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_SHEETS_H_
