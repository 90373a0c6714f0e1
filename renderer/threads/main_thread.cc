#include "renderer/threads/main_thread.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <boost/asio/post.hpp>

#include "ipc/crash_area.h"
#include "ipc/os/check.h"
#include "ipc/os/memfd.h"
#include "ipc/write_out.h"
#include "renderer/probe/probe_runner.h"
#include "renderer/threads/process_end.h"
#include "renderer/threads/resource_refusal.h"
#include "renderer/threads/wire_text.h"

namespace bulkhead {
namespace {

// What waits to be written is bounded by the limits on what pages may say; a browser that merely sleeps is no reason to end.
ChannelOptions ControlOptions() {
  ChannelOptions options;
  options.kind = ChannelKind::kControl;
  options.receives = Direction::kDown;
  options.max_queued_age = Duration::zero();
  return options;
}

void EndBecauseBrowserIsGone(const ChannelEnd& end) {
  TellChannelEnd("control", end);
  ::_exit(kBrowserGoneExit);
}

}  // namespace

MainThread::MainThread(MainThreadSetup setup, const Clock& clock)
    : clock_(clock),
      engine_(setup.engine),
      create_page_(std::move(setup.create_page)),
      compositor_(*setup.compositor),
      on_browser_gone_(setup.on_browser_gone ? std::move(setup.on_browser_gone) : EndBecauseBrowserIsGone),
      on_shutdown_(std::move(setup.on_shutdown)),
      keep_running_(loop_.get_executor()),
      alarm_(loop_),
      channel_(loop_, std::move(setup.control), ControlOptions(), *this, clock),
      reports_(channel_, clock),
      services_{clock,
                reports_,
                resources_,
                compositor_,
                *setup.workers,
                [this](uint64_t serial, std::function<void(Page&)> task) { PostToPage(serial, std::move(task)); },
                [this] { Wake(); },
                {},
                {}} {
  // The browser is trusted: it may speak from the first byte on (proto/options.proto: its messages ask for OPEN).
  channel_.gate().set_state(proto::OPEN);
  if (setup.fault_sites != nullptr) {
    faults_ = std::make_unique<FaultInjector>(loop_, channel_, *setup.fault_sites, clock);
    if (setup.page_faults) {
      services_.inject_fault = [this](uint32_t page, const FaultRequest& request) {
        return faults_->Inject(page, request);
      };
    }
  }
  if (setup.probing) {
    services_.run_probe = [this, preparation = std::move(*setup.probing)](uint32_t page, const ProbeRequest& request) {
      return RunProbe(channel_, page, request, preparation);
    };
  }
}

MainThread::~MainThread() = default;

int MainThread::Run(const control::Hello& hello) {
  channel_.Send(hello);
  channel_.Flush();
  channel_.Start();
  loop_.run();
  return EXIT_SUCCESS;
}

void MainThread::PostBeginFrame(uint32_t page, TimePoint frame_time) {
  boost::asio::post(loop_, [this, page, frame_time] {
    const auto found = pages_.find(page);
    if (found == pages_.end()) {
      compositor_.PostCommit(page, std::nullopt);
      return;
    }
    found->second->BeginFrame(frame_time);
    Wake();
  });
}

void MainThread::OnFrame(Frame& frame) {
  switch (static_cast<proto::ControlDown>(frame.header.number)) {
    case proto::NAVIGATE:
      OnNavigate(frame);
      return;
    case proto::CLOSE_PAGE: {
      control::ClosePage message;
      if (channel_.Parse(frame, message) && pages_.erase(message.page()) > 0) {
        reports_.ForgetPage(message.page());
        compositor_.PageClosed(message.page());
      }
      return;
    }
    case proto::PING: {
      control::Ping message;
      if (channel_.Parse(frame, message)) {
        control::Pong pong;
        pong.set_nonce(message.nonce());
        channel_.Send(pong);
      }
      return;
    }
    case proto::SHUTDOWN:
      OnShutdown();
      return;
    case proto::RESOURCE_REPLY:
      OnResourceReply(frame);
      return;
    case proto::POST_MESSAGE:
      OnPostMessage(frame);
      return;
    case proto::INJECT_FAULT:
      OnInjectFault(frame);
      return;
  }
}

void MainThread::OnNavigate(Frame& frame) {
  control::Navigate message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const uint32_t id = message.page();
  uint64_t last_commit = 0;
  if (const auto old = pages_.find(id); old != pages_.end()) {
    last_commit = old->second->last_commit();
    pages_.erase(old);  // its scripts end before those of the next document begin
  }
  std::string document;
  std::string refusal;
  if (!frame.descriptors.empty()) {
    if (message.size() > kMaxDocumentBytes) {
      refusal = "the document is larger than 64 MiB";
    } else if (auto read = ReadSealedCopy(frame.descriptors[0].get(), message.size())) {
      document = std::move(*read);
    } else {
      refusal = "the document cannot be read: " + read.error().message();
    }
    frame.descriptors.clear();
  }
  PageOptions options;
  options.id = id;
  options.url = message.url();
  options.width = static_cast<int>(message.width());
  options.height = static_cast<int>(message.height());
  options.faults = services_.inject_fault != nullptr;
  options.probing = services_.run_probe != nullptr;
  auto host = std::make_unique<PageHost>(services_, ++last_serial_, message.document(), *engine_, create_page_,
                                         std::move(options), last_commit);
  PageHost& added = *host;
  pages_[id] = std::move(host);
  if (!refusal.empty()) {
    added.OnPageError({std::move(refusal), message.url(), 0, {}});
  }
  added.page().Load(std::move(document));
  Wake();
}

void MainThread::OnResourceReply(Frame& frame) {
  control::ResourceReply message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const auto origin = resources_.Settle(message.request());
  Wake();  // room for the next one
  if (!origin) {
    return;  // the document that asked is gone
  }
  // A request in flight keeps its page: ForgetPage() comes with the page's end.
  Page& page = pages_.at(origin->page)->page();
  if (message.status() != control::RESOURCE_OK) {
    page.OnResource(origin->request, std::nullopt, TextOf(message.status()));
    return;
  }
  const Result<std::string> bytes = frame.descriptors.empty()
                                        ? Result<std::string>(std::string())
                                        : ReadSealedCopy(frame.descriptors[0].get(), message.size());
  frame.descriptors.clear();
  if (bytes) {
    page.OnResource(origin->request, *bytes, {});
  } else {
    page.OnResource(origin->request, std::nullopt, bytes.error().message());
  }
}

void MainThread::OnPostMessage(Frame& frame) {
  control::PostMessage message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const auto found = pages_.find(message.page());
  if (found == pages_.end()) {
    return;  // closed meanwhile
  }
  found->second->page().OnMessage(message.json());
  reports_.MessageTaken(message.page());
  Wake();
}

void MainThread::OnInjectFault(Frame& frame) {
  control::InjectFault message;
  if (!channel_.Parse(frame, message)) {
    return;
  }
  const auto found = pages_.find(message.page());
  if (found == pages_.end()) {
    return;  // closed meanwhile
  }
  const std::optional<std::string> refusal = faults_ ? faults_->Inject(message.page(), ParseFault(message.fault()))
                                                     : "this renderer takes no faults";
  if (refusal) {
    found->second->OnPageError({"no fault: " + *refusal, message.fault(), 0, {}});
  }
}

void MainThread::OnShutdown() {
  if (on_shutdown_) {
    on_shutdown_();
  }
  reports_.Pump();  // what a message that it has taken brought about, and that it was taken
  channel_.Send(control::Goodbye());
  WriteOut(channel_);
  loop_.stop();
}

void MainThread::OnChannelEnd(const ChannelEnd& end) {
  on_browser_gone_(end);
  loop_.stop();
}

PageHost* MainThread::FindBySerial(uint64_t serial) {
  const auto found = std::ranges::find_if(pages_, [serial](const auto& entry) {
    return entry.second->serial() == serial;
  });
  return found == pages_.end() ? nullptr : found->second.get();
}

void MainThread::PostToPage(uint64_t serial, std::function<void(Page&)> task) {
  boost::asio::post(loop_, [this, serial, task = std::move(task)] {
    if (PageHost* host = FindBySerial(serial)) {
      task(host->page());
    }
  });
}

void MainThread::Wake() {
  if (!std::exchange(wake_posted_, true)) {
    boost::asio::post(loop_, [this] { OnWake(); });
  }
}

void MainThread::OnWake() {
  wake_posted_ = false;
  SendResourceRequests();
  reports_.Pump();
  // One timer for the earliest of all deadlines.
  const TimePoint now = clock_.Now();
  std::optional<TimePoint> next = reports_.NextAt();
  const auto consider = [&next](std::optional<TimePoint> at) {
    if (at) {
      next = next ? std::min(*next, *at) : at;
    }
  };
  consider(resources_.NextAt(now));
  for (const auto& [id, host] : pages_) {
    consider(host->timers_due());
  }
  if (next == alarm_at_) {
    return;
  }
  alarm_at_ = next;
  if (!next) {
    alarm_.cancel();
    return;
  }
  alarm_.expires_at(*next);
  alarm_.async_wait([this](const ErrorCode& error) {
    if (error) {
      return;  // moved
    }
    alarm_at_.reset();
    // A page's timers may make and end anything but pages (PageClient).
    const TimePoint due = clock_.Now();
    for (const auto& [id, host] : pages_) {
      host->RunTimersIfDue(due);
    }
    Wake();
  });
}

void MainThread::SendResourceRequests() {
  while (std::optional<ResourceRequests::Ask> ask = resources_.TakeNext(clock_.Now())) {
    control::ResourceRequest message;
    message.set_page(ask->page);
    message.set_request(ask->wire_request);
    message.set_url(WireText(ask->url, kMaxResourceUrlBytes));
    channel_.Send(message);
  }
}

}  // namespace bulkhead
