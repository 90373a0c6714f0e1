// ScriptHost: what the scripts of one page need of that page. Implemented by the page; tests implement their own.
// All calls are on the main thread, made while a script runs (or from ScriptContext's own methods). None may destroy the
// ScriptContext or run script.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_HOST_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_HOST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/os/clock.h"
#include "renderer/script/script_reports.h"

namespace bulkhead {

class Document;

struct ScriptViewport {
  int width = 0;  // CSS pixels
  int height = 0;
  double scroll_y = 0;
};

class ScriptHost {
 public:
  virtual ~ScriptHost() = default;

  virtual TimePoint Now() const = 0;
  // The same one as long as the ScriptContext lives, and destroyed after it.
  virtual Document& document() = 0;
  // location.href, and the source of inline scripts.
  virtual std::string url() const = 0;
  virtual ScriptViewport viewport() const = 0;
  // window.scrollTo() and scrollBy(), as an absolute position, not yet clamped to the document.
  virtual void ScrollTo(double top, bool smooth) = 0;
  // document.title was set; the document holds it already.
  virtual void OnTitleSet(std::string_view title) = 0;

  virtual void OnConsole(const ConsoleLine& line) = 0;
  virtual void OnScriptError(const PageError& error) = 0;
  // Script at this place begins to run, or is found running there by the watchdog (every 10 ms of its CPU time): for the
  // crash record and hang reports. Cheap, called often.
  virtual void OnScriptPosition(std::string_view source, uint32_t line) = 0;

  // A requestAnimationFrame callback waits: call RunAnimationFrames() at the next tick.
  virtual void ScheduleFrame() = 0;
  // Call RunTimers() at `due`. A later call replaces it; nullopt: none.
  virtual void ScheduleTimers(std::optional<TimePoint> due) = 0;

  // For the application, at once; or words why not (too large, too many): the script gets them as an Error.
  virtual std::optional<std::string> PostMessage(std::string json) = 0;

  // `fault` exists in the page only if this is true.
  virtual bool faults_enabled() const = 0;
  // fault.list.
  virtual std::vector<std::string> FaultNames() const = 0;
  // Strikes, or says in words why not: the script gets that as an Error.
  virtual std::optional<std::string> InjectFault(const FaultRequest& fault) = 0;

  // `probe` exists in the page only if this is true.
  virtual bool probing() const { return false; }
  // Ends the process with the attempt, or says in words why not: the script gets that as an Error.
  virtual std::optional<std::string> RunProbe(const ProbeRequest&) { return "not a probing renderer"; }
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_HOST_H_
