// PageClient: what a page needs of the thread that it lives on. Implemented by MainThread; tests implement their own.
// All calls are on the main thread, made by the page while it runs. None may destroy the page.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_CLIENT_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_CLIENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/os/clock.h"
#include "renderer/script/script_reports.h"

namespace bulkhead {

class BitmapImage;

class PageClient {
 public:
  virtual ~PageClient() = default;

  virtual TimePoint Now() const = 0;
  virtual void OnConsole(const ConsoleLine& line) = 0;
  virtual void OnPageError(const PageError& error) = 0;
  virtual void OnTitle(std::string_view title) = 0;
  // Everything that was asked for at load is here, scripts ran once, the first layout stands.
  virtual void OnLoaded() = 0;

  // Ask for a file beneath the page's directory; Page::OnResource(request, ...) answers exactly once.
  virtual void RequestResource(uint32_t request, std::string_view url) = 0;
  // Have a worker decode; Page::OnImageDecoded(request, image or null) answers exactly once.
  virtual void DecodeImage(uint32_t request, std::string encoded) = 0;

  // The page looks different or wants to animate: call Page::OnBeginFrame() at the next tick.
  virtual void ScheduleFrame() = 0;
  // Call Page::RunTimers() at `due` (the earliest; a later call replaces it; nullopt: none).
  virtual void ScheduleTimers(std::optional<TimePoint> due) = 0;

  // bulkhead.postMessage(): sent, or words why not.
  virtual std::optional<std::string> PostMessage(std::string json) = 0;

  // Strikes, or says in words why not (unknown name, bad parameter). Never called unless faults are enabled.
  virtual std::optional<std::string> InjectFault(const FaultRequest& fault) = 0;
  // Ends the process with the attempt, or says why not. Never called unless probing.
  virtual std::optional<std::string> RunProbe(const ProbeRequest&) { return "not a probing renderer"; }
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_CLIENT_H_
