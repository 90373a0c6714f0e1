#include "browser/host/tab.h"

#include "browser/host/host.h"

namespace bulkhead {

Host* Tab::host() const {
  const std::shared_ptr<Host* const> host = host_.lock();
  return host ? *host : nullptr;
}

TabAnswer Tab::Close() const {
  Host* const there = host();
  return there != nullptr ? there->Close(id_) : TabAnswer::kNoSuchTab;
}

TabAnswer Tab::Post(std::string json) const {
  Host* const there = host();
  return there != nullptr ? there->Post(id_, std::move(json)) : TabAnswer::kNoSuchTab;
}

TabAnswer Tab::Reload() const {
  Host* const there = host();
  return there != nullptr ? there->Reload(id_) : TabAnswer::kNoSuchTab;
}

TabAnswer Tab::Inject(const FaultCall& fault) const {
  Host* const there = host();
  return there != nullptr ? there->Inject(id_, fault) : TabAnswer::kNoSuchTab;
}

TabAnswer Tab::SetStopped(bool stopped) const {
  Host* const there = host();
  return there != nullptr ? there->SetStopped(id_, stopped) : TabAnswer::kNoSuchTab;
}

TabState Tab::state() const {
  const Host* const there = host();
  return there != nullptr ? there->state(id_) : TabState::kClosed;
}

const TabGone* Tab::last_death() const {
  const Host* const there = host();
  return there != nullptr ? there->last_death(id_) : nullptr;
}

std::optional<FrameCopy> Tab::CopyFrame() const {
  const Host* const there = host();
  return there != nullptr ? there->CopyFrame(id_) : std::nullopt;
}

TabSummary Tab::Measure() const {
  const Host* const there = host();
  return there != nullptr ? there->Measure(id_) : TabSummary();
}

TabUse Tab::Sample() const {
  Host* const there = host();
  return there != nullptr ? there->Sample(id_) : TabUse();
}

}  // namespace bulkhead
