// MainThread: the thread that owns the pages, JavaScript and the control channel. It answers pings itself (that is what makes
// a hang of it show), loads pages, runs their timers and frames, and never draws: what it recorded it hands to the compositor.
//
// One io_context, one channel, one timer. Everything but the Post… calls belongs to the thread that calls Run().
#ifndef BULKHEAD_RENDERER_THREADS_MAIN_THREAD_H_
#define BULKHEAD_RENDERER_THREADS_MAIN_THREAD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipc/channel.h"
#include "proto/control.pb.h"
#include "renderer/compositor/main_frame_client.h"
#include "renderer/faults/fault_injector.h"
#include "renderer/probe/probe_preparation.h"
#include "renderer/threads/main_thread_ports.h"
#include "renderer/threads/page_host.h"
#include "renderer/threads/page_reports.h"
#include "renderer/threads/resource_requests.h"

namespace bulkhead {

// A document above this is refused by the browser long before; the bound is for what is allocated here.
inline constexpr uint64_t kMaxDocumentBytes = 64 * 1024 * 1024;

struct MainThreadSetup {
  UniqueFd control;
  PageEngine* engine = nullptr;
  PageFactory create_page;
  CompositorPort* compositor = nullptr;
  WorkerPort* workers = nullptr;
  FaultSites* fault_sites = nullptr;  // null: faults are not enabled
  bool page_faults = false;           // pages too may ask for them
  std::optional<ProbePreparation> probing;  // probe.run exists
  // The control channel ended, other than by Shutdown. The default ends the process.
  std::function<void(const ChannelEnd&)> on_browser_gone;
  // Shutdown has come; Goodbye follows this call. May be empty.
  std::function<void()> on_shutdown;
};

class MainThread final : public ChannelReceiver, public MainFrameClient {
 public:
  // Makes the io_context (its epoll, eventfd and timerfd) and watches nothing yet. `clock` and the ports outlive it.
  MainThread(MainThreadSetup setup, const Clock& clock);
  ~MainThread() override;

  // Sends `hello`, then reads. Returns 0 after an ordered end, its Goodbye written.
  int Run(const control::Hello& hello);

  // Any thread. Answered once by CompositorPort::PostCommit(), also if there is no such page (any more).
  void PostBeginFrame(uint32_t page, TimePoint frame_time) override;

  // ChannelReceiver:
  void OnFrame(Frame& frame) override;
  void OnChannelEnd(const ChannelEnd& end) override;

 private:
  void OnNavigate(Frame& frame);
  void OnResourceReply(Frame& frame);
  void OnPostMessage(Frame& frame);
  void OnInjectFault(Frame& frame);
  void OnShutdown();
  void PostToPage(uint64_t serial, std::function<void(Page&)> task);
  PageHost* FindBySerial(uint64_t serial);
  void SendResourceRequests();
  void Wake();
  void OnWake();

  const Clock& clock_;
  PageEngine* const engine_;
  const PageFactory create_page_;
  CompositorPort& compositor_;
  std::function<void(const ChannelEnd&)> on_browser_gone_;
  std::function<void()> on_shutdown_;

  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_running_;
  boost::asio::steady_timer alarm_;
  std::optional<TimePoint> alarm_at_;
  bool wake_posted_ = false;
  Channel channel_;
  PageReports reports_;
  ResourceRequests resources_;
  std::unique_ptr<FaultInjector> faults_;
  PageServices services_;
  std::map<uint32_t, std::unique_ptr<PageHost>> pages_;
  uint64_t last_serial_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_MAIN_THREAD_H_
