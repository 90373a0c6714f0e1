// RendererPage: what a page in a renderer has to say to the browser, and what becomes of its renderer. A tab is one, for
// each generation under another page id.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_PAGE_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_PAGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "browser/core/cause.h"
#include "browser/core/hang_monitor.h"
#include "browser/core/post_mortem.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"

namespace bulkhead {

class RendererPage {
 public:
  virtual ~RendererPage() = default;

  // ---- the process -------------------------------------------------------------------------------------------
  virtual void OnRendererLive() = 0;
  virtual void OnUnresponsive(HangKind kind) = 0;
  virtual void OnResponsive() = 0;
  // One of these two is the last call.
  virtual void OnRendererGone(const Death& death, double detect_ms, const PostMortem& facts) = 0;
  // The zygote died with the request: nobody's fault but ours, to be asked again.
  virtual void OnRendererNotMade() = 0;

  // ---- the page: text in these is the renderer's, as it came ----------------------------------------------------
  // `document`: as it was navigated to.
  virtual void OnPageLoaded(uint32_t document) = 0;
  virtual void OnTitleChanged(const control::TitleChanged& message) = 0;
  virtual void OnConsole(const control::Console& message) = 0;
  virtual void OnScriptError(const control::ScriptError& message) = 0;
  virtual void OnFaultFired(const control::FaultFired& message) = 0;
  virtual void OnProbeResult(const control::ProbeResult& message) = 0;
  // False: not JSON.
  virtual bool OnPageMessage(const control::PageMessage& message) = 0;
  // False: more than were sent, or fewer than before.
  virtual bool OnMessagesTaken(const control::MessagesTaken& message) = 0;
  // False: that number is outstanding already.
  virtual bool OnResourceRequest(const control::ResourceRequest& message) = 0;
  // False: a buffer or a number that does not follow. On true, the buffer to give back, if any.
  virtual bool OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) = 0;
  virtual void OnFramesDue(const frames::PageFrames& message) = 0;
  // Its first frame has come.
  virtual bool painted() const = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_PAGE_H_
