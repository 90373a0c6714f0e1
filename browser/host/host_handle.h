// HostHandle: what Host::Create() gives. A HostImpl that may be let go from anywhere, its own events included: what calls them
// is still at work then, so it goes silent at once and ends when that has returned.
#ifndef BULKHEAD_BROWSER_HOST_HOST_HANDLE_H_
#define BULKHEAD_BROWSER_HOST_HOST_HANDLE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "browser/host/host.h"
#include "browser/host/host_impl.h"

namespace bulkhead {

class HostHandle final : public Host {
 public:
  HostHandle(boost::asio::io_context& loop, std::unique_ptr<HostImpl> host);
  ~HostHandle() override;

  TabAnswer Close(TabId tab) override { return host_->Close(tab); }
  TabAnswer Post(TabId tab, std::string json) override { return host_->Post(tab, std::move(json)); }
  TabAnswer Reload(TabId tab) override { return host_->Reload(tab); }
  TabAnswer Inject(TabId tab, const FaultCall& fault) override { return host_->Inject(tab, fault); }
  TabAnswer SetStopped(TabId tab, bool stopped) override { return host_->SetStopped(tab, stopped); }
  std::optional<FrameCopy> CopyFrame(TabId tab) const override { return host_->CopyFrame(tab); }
  TabState state(TabId tab) const override { return host_->state(tab); }
  const TabGone* last_death(TabId tab) const override { return host_->last_death(tab); }
  TabSummary Measure(TabId tab) const override { return host_->Measure(tab); }
  TabUse Sample(TabId tab) override { return host_->Sample(tab); }
  void Shutdown(std::function<void(const Summary&)> done) override { host_->Shutdown(std::move(done)); }
  void KillNow() override { host_->KillNow(); }

 private:
  std::optional<TabId> OpenTab(const PageSource& page, UserError* error) override { return host_->OpenTab(page, error); }

  boost::asio::io_context& loop_;
  std::unique_ptr<HostImpl> host_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_HANDLE_H_
