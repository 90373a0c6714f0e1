// Tab: what Host::Open() gives. A handle, copied freely, which owns nothing: the tab lives until Close() or its host's end,
// whatever becomes of its handles. One that outlives its host, or whose tab is closed, gets an answer that says so.
//
// On the thread of the host's loop, as all of the host.
#ifndef BULKHEAD_BROWSER_HOST_TAB_H_
#define BULKHEAD_BROWSER_HOST_TAB_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "browser/host/events.h"
#include "browser/host/frame_copy.h"
#include "browser/host/tab_answer.h"
#include "browser/host/tab_use.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

class Host;

class Tab {
 public:
  // `host`: points to the host while there is one.
  Tab(std::weak_ptr<Host* const> host, TabId id) : host_(std::move(host)), id_(id) {}

  // Its number, which events tell, and which is never given again. Calls of the host take it too.
  TabId id() const { return id_; }
  operator TabId() const { return id_; }  // NOLINT: a tab stands for its number

  // Each as Host says of the call of that name; kNoSuchTab without a host.
  TabAnswer Close() const;
  TabAnswer Post(std::string json) const;
  TabAnswer Reload() const;
  TabAnswer Inject(const FaultCall& fault) const;
  TabAnswer SetStopped(bool stopped) const;

  // Without a host: kClosed, null, nothing, a summary and a use of nought.
  TabState state() const;
  const TabGone* last_death() const;
  std::optional<FrameCopy> CopyFrame() const;
  TabSummary Measure() const;
  TabUse Sample() const;

 private:
  Host* host() const;

  std::weak_ptr<Host* const> host_;
  TabId id_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_H_
