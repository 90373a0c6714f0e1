#include "renderer/threads/page_host.h"

#include <utility>

#include "renderer/threads/page_reports.h"
#include "renderer/threads/resource_requests.h"

namespace bulkhead {

PageHost::PageHost(PageServices& services, uint64_t serial, uint32_t document, PageEngine& engine, const PageFactory& create,
                   PageOptions options, uint64_t last_commit)
    : services_(services), serial_(serial), document_(document), id_(options.id), last_commit_(last_commit) {
  page_ = create(engine, std::move(options), *this);
}

PageHost::~PageHost() {
  services_.resources.ForgetPage(id_);
}

void PageHost::BeginFrame(TimePoint frame_time) {
  frame_asked_ = false;
  std::optional<Commit> commit = page_->OnBeginFrame(frame_time);
  if (commit) {
    commit->page = id_;
    commit->id = ++last_commit_;
  }
  services_.compositor.PostCommit(id_, std::move(commit));
}

void PageHost::RunTimersIfDue(TimePoint now) {
  if (timers_due_ && *timers_due_ <= now) {
    timers_due_.reset();
    page_->RunTimers();
  }
}

TimePoint PageHost::Now() const {
  return services_.clock.Now();
}

void PageHost::OnConsole(const ConsoleLine& line) {
  services_.reports.Console(id_, line);
  services_.wake();
}

void PageHost::OnPageError(const PageError& error) {
  services_.reports.Error(id_, error);
  services_.wake();
}

void PageHost::OnTitle(std::string_view title) {
  services_.reports.Title(id_, title);
  services_.wake();
}

void PageHost::OnLoaded() {
  services_.reports.Loaded(id_, document_);
}

void PageHost::RequestResource(uint32_t request, std::string_view url) {
  if (url.size() > kMaxResourceUrlBytes) {
    services_.post_to_page(serial_, [request](Page& page) {
      page.OnResource(request, std::nullopt, "the address is longer than 2048 bytes");
    });
    return;
  }
  services_.resources.Add({id_, request}, std::string(url));
  services_.wake();
}

void PageHost::DecodeImage(uint32_t request, std::string encoded) {
  services_.workers.Decode(std::move(encoded), [&services = services_, serial = serial_,
                                                request](std::shared_ptr<const BitmapImage> image) {
    services.post_to_page(serial, [request, image = std::move(image)](Page& page) {
      page.OnImageDecoded(request, image);
    });
  });
}

void PageHost::ScheduleFrame() {
  // One outstanding is enough: the compositor answers with the next tick.
  if (!std::exchange(frame_asked_, true)) {
    services_.compositor.RequestMainFrame(id_);
  }
}

void PageHost::ScheduleTimers(std::optional<TimePoint> due) {
  timers_due_ = due;
  services_.wake();
}

std::optional<std::string> PageHost::PostMessage(std::string json) {
  return services_.reports.PostMessage(id_, std::move(json));
}

std::optional<std::string> PageHost::InjectFault(const FaultRequest& fault) {
  if (!services_.inject_fault) {
    return "faults are not enabled (--enable-faults)";
  }
  return services_.inject_fault(id_, fault);
}

std::optional<std::string> PageHost::RunProbe(const ProbeRequest& probe) {
  return services_.run_probe ? services_.run_probe(id_, probe) : PageClient::RunProbe(probe);
}

}  // namespace bulkhead
