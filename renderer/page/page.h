// Page: one document with its scripts, on the main thread. DOM, style and layout, JavaScript, and the recording of what it
// looks like. It knows no channel and no thread: time, files and frames come through PageClient.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "renderer/page/page_client.h"
#include "renderer/paint/commit.h"

namespace bulkhead {

struct PageOptions {
  uint32_t id = 0;
  std::string url;  // as scripts and errors show it
  int width = 0;    // viewport
  int height = 0;
  bool faults = false;  // fault.inject exists
  bool probing = false;  // probe.run exists
};

// What all pages of a process share and what is made before the fork: fonts, master style sheet, JavaScript VM. One a
// process, made in init's warm-up (needs files), used on the main thread of the renderer.
class PageEngine {
 public:
  virtual ~PageEngine() = default;
  // Fails with what is missing in words (fonts not found, ...).
  static std::unique_ptr<PageEngine> Create(std::string* error);
  // Lays out, scripts and rasters a small page once, so that children find everything touched. Still one thread after it.
  virtual void WarmUp() = 0;
  // In the child, before its threads: new random state, the inherited descriptors that must be kept or replaced.
  virtual void AfterFork() = 0;
  // In the child, before the barrier: starts JavaScriptCore's watchdog thread (it then exists for good).
  virtual void StartWatchdog() = 0;
  // Any thread: a running script ends with an exception that it cannot catch.
  virtual void StopScripts() = 0;
};

class Page {
 public:
  virtual ~Page() = default;
  // `engine` and `client` outlive the page.
  static std::unique_ptr<Page> Create(PageEngine& engine, PageOptions options, PageClient& client);

  // Parses, lays out, runs scripts (those that need files: as these arrive). Refuses what would crash or hang the layout
  // library; the refusal is a PageError and the page stays blank.
  virtual void Load(std::string html) = 0;
  virtual void OnResource(uint32_t request, std::optional<std::string> bytes, std::string_view refusal) = 0;
  virtual void OnImageDecoded(uint32_t request, std::shared_ptr<const BitmapImage> image) = 0;
  // A JSON text for the page's scripts. A page without any takes it too.
  virtual void OnMessage(std::string_view json) = 0;
  virtual void RunTimers() = 0;
  // Runs requestAnimationFrame callbacks, lays out if needed, records. nullopt: nothing changed since the last commit.
  virtual std::optional<Commit> OnBeginFrame(TimePoint frame_time) = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_H_
