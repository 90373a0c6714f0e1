#include "browser/host/tab_faults.h"

#include <string>
#include <utility>

#include "browser/host/host_faults.h"
#include "browser/host/renderer_host.h"

namespace bulkhead {
namespace {

// Of one tab, until its page has loaded.
constexpr size_t kMaxWaitingFaults = 64;

}  // namespace

void TabFaults::Begin(RendererHost& renderer, uint32_t page) {
  renderer_ = &renderer;
  page_ = page;
}

void TabFaults::OnLoaded() {
  loaded_ = true;
  StrikeWaiting();
}

void TabFaults::End() {
  renderer_ = nullptr;
  page_ = 0;
  loaded_ = false;
  waiting_.clear();
}

TabAnswer TabFaults::Inject(const FaultCall& fault) {
  if (MayStrike(fault)) {
    Strike(fault);
    return TabAnswer::kDone;
  }
  if (waiting_.size() >= kMaxWaitingFaults) {
    return TabAnswer::kTooMany;
  }
  waiting_.push_back(fault);
  return TabAnswer::kDone;
}

// A page that hangs while it loads is still there to be killed.
bool TabFaults::MayStrike(const FaultCall& fault) const {
  return renderer_ != nullptr && (fault.entry().kind == FaultKind::kHost ? renderer_->live() : loaded_);
}

void TabFaults::Strike(const FaultCall& fault) {
  const std::string text = fault.Text();
  if (fault.entry().kind == FaultKind::kTab) {
    renderer_->channels().InjectFault(page_, text);
    return;
  }
  HostFault done = HostFaultOf(fault, renderer_->host_pid());
  tell_(FaultFired{tab_, text, std::string(fault.site()), std::string(fault.entry().how), std::move(done.evidence)});
  // Whoever heard of it may have closed the tab.
  if (renderer_ != nullptr) {
    renderer_->Signal(done.signal);
  }
}

void TabFaults::StrikeWaiting() {
  const std::deque<FaultCall> waiting = std::exchange(waiting_, {});
  for (const FaultCall& fault : waiting) {
    if (renderer_ == nullptr) {
      return;  // ended by whoever heard of the one before
    }
    if (MayStrike(fault)) {
      Strike(fault);
    } else {
      waiting_.push_back(fault);
    }
  }
}

}  // namespace bulkhead
