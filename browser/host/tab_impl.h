// TabImpl: what the user sees as one page, over all the renderers that it has had. Owns its state, its frames, its restart
// policy; each generation is a page of another number in some RendererHost.
//
// On the loop's thread.
#ifndef BULKHEAD_BROWSER_HOST_TAB_IMPL_H_
#define BULKHEAD_BROWSER_HOST_TAB_IMPL_H_

#include <memory>
#include <optional>
#include <string>

#include "browser/core/frame_stats.h"
#include "browser/core/posted_messages.h"
#include "browser/core/restart_policy.h"
#include "browser/core/tab_state.h"
#include "browser/core/token_bucket.h"
#include "browser/host/display.h"
#include "browser/host/events.h"
#include "browser/host/file_service.h"
#include "browser/host/host.h"
#include "browser/host/page_source.h"
#include "browser/host/renderer_host.h"
#include "browser/host/renderer_page.h"
#include "browser/host/tab_faults.h"
#include "browser/host/tab_resources.h"
#include "browser/host/warm_up_page.h"

namespace bulkhead {

class TabImpl final : public RendererPage, private TabResources::Client {
 public:
  // What a tab needs of its host; outlives it.
  class Services {
   public:
    virtual ~Services() = default;
    virtual void Emit(EventBody body) = 0;
    // After its TabGone; what is known beside the cause.
    virtual void Report(const TabGone& gone, PostMortem facts) = 0;
    virtual void OnProbeReport(const ProbeReport& report) = 0;
    virtual uint32_t NewPageId() = 0;
    // Calls StartIn() when a renderer is to be had.
    virtual void AskForRenderer(TabImpl& tab) = 0;
    // Its first frame is there.
    virtual void OnPainted() = 0;
    virtual void OnRestartPlanned(TimePoint at) = 0;
    virtual FileService& files() = 0;
    virtual const HostOptions& options() const = 0;
    virtual const Clock& clock() const = 0;
  };

  TabImpl(Services& services, TabId id, PageSource page, RestartPolicy::Random random);
  ~TabImpl() override;

  // A generation.
  void Start();
  // Puts the page into `renderer`, which is usable. `warm_up`: painted there already, to be taken over; null: none.
  void StartIn(RendererHost& renderer, WarmUpPage* warm_up);
  // No renderer could be made for it at all.
  void FailToStart(Death death) { Fail(std::move(death), 0); }
  void Tick(TimePoint now);
  // No restarts from here on; a renderer that ends now ends in order.
  void BeginShutdown();
  // Told once every renderer is gone.
  void Close();
  // For good, now; waits for nothing.
  void End();

  TabAnswer Post(std::string json);
  TabAnswer Reload();
  TabAnswer Inject(const FaultCall& fault);
  TabAnswer SetStopped(bool stopped);
  TabUse Sample();

  TabId id() const { return id_; }
  TabState state() const { return machine_.state(); }
  uint32_t generation() const { return machine_.generation(); }
  // Null while it has none.
  const RendererHost* renderer() const { return renderer_; }
  const std::string& site() const { return page_.site; }
  const TabGone* last_death() const { return last_death_ ? &*last_death_ : nullptr; }
  std::optional<FrameCopy> CopyFrame() const;
  TabSummary Measure() const;
  // To what was measured when the end began: why it died in the course of that, if it did not leave in order.
  void AddEnd(TabSummary* measured) const;
  // Frame rings that it keeps open.
  uint64_t rings() const { return (display_ ? 1 : 0) + (last_display_ ? 1 : 0); }

  void OnRendererLive() override;
  void OnUnresponsive(HangKind kind) override;
  void OnResponsive() override;
  void OnRendererGone(const Death& death, double detect_ms, const PostMortem& facts) override;
  void OnRendererNotMade() override;
  void OnPageLoaded(uint32_t document) override;
  void OnTitleChanged(const control::TitleChanged& message) override;
  void OnConsole(const control::Console& message) override;
  void OnScriptError(const control::ScriptError& message) override;
  void OnFaultFired(const control::FaultFired& message) override;
  void OnProbeResult(const control::ProbeResult& message) override;
  bool OnPageMessage(const control::PageMessage& message) override;
  bool OnMessagesTaken(const control::MessagesTaken& message) override;
  bool OnResourceRequest(const control::ResourceRequest& message) override;
  bool OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) override;
  void OnFramesDue(const frames::PageFrames& message) override;
  bool painted() const override { return display_ && display_->frames() > 0; }

 private:
  // A page of its own in `renderer`. False: the ring could not be made, and it has failed.
  bool OpenPage(RendererHost& renderer);
  // Reads the document and sends it to the renderer.
  void Load();
  void OnDocument(uint32_t document, FileCopy copy);
  void RestartNow();
  void AnswerResource(uint32_t request, const std::string& url, FileCopy copy) override;
  size_t UnreadBytes() const override;
  void SendMessages();
  void LeaveRenderer();
  void Fail(Death death, double detect_ms, PostMortem facts = {});

  Services& services_;
  const TabId id_;
  const PageSource page_;
  TabStateMachine machine_;
  RestartPolicy restart_policy_;
  std::optional<TimePoint> restart_at_;
  bool shutting_down_ = false;
  bool reload_wanted_ = false;  // as soon as its hung renderer is gone

  // Of this generation.
  RendererHost* renderer_ = nullptr;
  uint32_t page_id_ = 0;
  bool asked_again_ = false;  // a zygote died with the request once
  TimePoint started_{};
  std::unique_ptr<Display> display_;
  std::unique_ptr<Display> last_display_;  // of the one before, until there is a new frame
  uint32_t document_ = 0;     // number of the last load, over all generations
  TabFaults faults_;
  PostedMessages posted_;
  TabResources resources_;

  FrameStats frames_;
  TokenBucket refusals_{20, 200};  // events a second; a page that asks on for ever fills no log
  uint64_t peak_rss_kib_ = 0;
  std::optional<TabGone> last_death_;
  bool died_at_the_end_ = false;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_IMPL_H_
