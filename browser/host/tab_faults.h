// TabFaults: the faults that somebody asked for from outside the page of one tab. What may not strike yet waits, in order: a
// fault of the page's own until its document has loaded, a signal only until its process is live.
//
// On the loop's thread. Everything that it is given outlives it.
#ifndef BULKHEAD_BROWSER_HOST_TAB_FAULTS_H_
#define BULKHEAD_BROWSER_HOST_TAB_FAULTS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

#include "browser/host/events.h"
#include "browser/host/tab_answer.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

class RendererHost;

class TabFaults {
 public:
  using Tell = std::function<void(FaultFired)>;

  // `tell` hears of each signal before it is sent, and may end the page.
  TabFaults(TabId tab, Tell tell) : tab_(tab), tell_(std::move(tell)) {}

  // The page has a renderer. What was asked for before has waited for it.
  void Begin(RendererHost& renderer, uint32_t page);
  // It is live, or has loaded: what waits may strike now.
  void OnLive() { StrikeWaiting(); }
  void OnLoaded();
  // It loads its document anew.
  void OnReload() { loaded_ = false; }
  // The page is gone, and what waited for it with it.
  void End();

  // kDone: done, or waiting. kTooMany: too much waits.
  TabAnswer Inject(const FaultCall& fault);

 private:
  bool MayStrike(const FaultCall& fault) const;
  void Strike(const FaultCall& fault);
  void StrikeWaiting();

  const TabId tab_;
  const Tell tell_;
  RendererHost* renderer_ = nullptr;  // null: none
  uint32_t page_ = 0;
  bool loaded_ = false;
  std::deque<FaultCall> waiting_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_FAULTS_H_
