// PageSource: a page to open, checked before a process is started for it. What a user may name on the command line: an
// HTML file, or demo:NAME.
#ifndef BULKHEAD_BROWSER_HOST_PAGE_SOURCE_H_
#define BULKHEAD_BROWSER_HOST_PAGE_SOURCE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "browser/host/user_error.h"

namespace bulkhead {

// FindPage() makes them.
struct PageSource {
  std::string label;                // as the user wrote it: "a.html", "demo:clock"
  std::filesystem::path file;       // the document
  std::filesystem::path directory;  // what it may ask for stands beneath it
  std::string site;                 // key of --process-model=site: the directory of a file, the name of a demo
  uint32_t least_tab = 0;           // its tab's number is the next one, but not below this: who lists pages of which some
                                    // cannot be found has each keep its place
};

// Largest document: parsing is quadratic in the layout library for some of them, and a page of text this long is none.
inline constexpr uint64_t kMaxPageBytes = 16ULL * 1024 * 1024;

// `argument` as on the command line; `demo_directory` is where demo:NAME is looked for (empty: there are no demos). Opens
// the file once to look at its first bytes (O_NONBLOCK: a FIFO does not block), so the error is the one that loading would
// meet: it blocks as long as that takes. Null: `error` (never null) says why.
std::optional<PageSource> FindPage(const std::string& argument,
                                   const std::filesystem::path& demo_directory,
                                   UserError* error);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_PAGE_SOURCE_H_
