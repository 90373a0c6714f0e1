// PageHost: one page with what it asked of the main thread. It is the page's client: turns its calls into messages, posts to
// the compositor and the workers, and one timer. Main thread only.
#ifndef BULKHEAD_RENDERER_THREADS_PAGE_HOST_H_
#define BULKHEAD_RENDERER_THREADS_PAGE_HOST_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "renderer/page/page.h"
#include "renderer/threads/main_thread_ports.h"

namespace bulkhead {

class PageReports;
class ResourceRequests;

// What all pages of the main thread use; everything outlives them..
struct PageServices {
  const Clock& clock;
  PageReports& reports;
  ResourceRequests& resources;
  CompositorPort& compositor;
  WorkerPort& workers;
  // Any thread: runs `task` on the main thread for the page, if it is still the same one then.
  std::function<void(uint64_t serial, std::function<void(Page&)> task)> post_to_page;
  // A deadline of the page or something to send may have changed: look again before the loop sleeps.
  std::function<void()> wake;
  // nullopt: it struck. Null when faults are not enabled.
  std::function<std::optional<std::string>(uint32_t page, const FaultRequest&)> inject_fault;
  // Words where there is no such attempt; else the process ends with it. Null unless probing.
  std::function<std::optional<std::string>(uint32_t page, const ProbeRequest&)> run_probe;
};

class PageHost final : public PageClient {
 public:
  // `serial` is unique among all pages that this process ever had, `document` is the browser's number of this load.
  // `last_commit`: of the document that stood here before.
  PageHost(PageServices& services, uint64_t serial, uint32_t document, PageEngine& engine, const PageFactory& create,
           PageOptions options, uint64_t last_commit);
  ~PageHost() override;

  Page& page() { return *page_; }
  uint64_t serial() const { return serial_; }
  uint64_t last_commit() const { return last_commit_; }

  void BeginFrame(TimePoint frame_time);
  void RunTimersIfDue(TimePoint now);
  std::optional<TimePoint> timers_due() const { return timers_due_; }

  // PageClient:
  TimePoint Now() const override;
  void OnConsole(const ConsoleLine& line) override;
  void OnPageError(const PageError& error) override;
  void OnTitle(std::string_view title) override;
  void OnLoaded() override;
  void RequestResource(uint32_t request, std::string_view url) override;
  void DecodeImage(uint32_t request, std::string encoded) override;
  void ScheduleFrame() override;
  void ScheduleTimers(std::optional<TimePoint> due) override;
  std::optional<std::string> PostMessage(std::string json) override;
  std::optional<std::string> InjectFault(const FaultRequest& fault) override;
  std::optional<std::string> RunProbe(const ProbeRequest& probe) override;

 private:
  PageServices& services_;
  const uint64_t serial_;
  const uint32_t document_;
  const uint32_t id_;
  uint64_t last_commit_;
  bool frame_asked_ = false;
  std::optional<TimePoint> timers_due_;
  std::unique_ptr<Page> page_;  // last: uses all of the above until it is gone
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_PAGE_HOST_H_
