// RendererPool: the renderers of a host and the tabs that wait for one. Allocates by process model, keeps a spare warm, and
// bounds the spawns in flight.
//
// On the loop's thread.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_POOL_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_POOL_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "browser/compartment/compartment.h"
#include "browser/core/restart_policy.h"
#include "browser/host/events.h"
#include "browser/host/host_census.h"
#include "browser/host/renderer_host.h"
#include "browser/host/tab_impl.h"
#include "browser/host/warm_up_page.h"

namespace bulkhead {

class RendererPool final : private RendererHost::Owner {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    virtual void OnRendererLive(const RendererHost& renderer) = 0;
    virtual void OnRendererFinished(const RendererHost& renderer) = 0;
    // The last one is gone.
    virtual void OnPoolEmpty() = 0;
    virtual uint32_t NewPageId() = 0;
  };

  // `environment`, `census` and `client` outlive it, and so do tabs that wait.
  RendererPool(const RendererHost::Environment& environment, HostCensus& census, RestartPolicy::Random random,
               Client& client);
  ~RendererPool() override;

  // A compartment lives from the one call to the other.
  void OnCompartmentReady(Compartment& compartment, const CompartmentReport& report);
  void OnCompartmentLost();
  void OnRendererExited(const RendererExit& exit);

  // Of the compartment that lives; null for one that is gone, or whose spawn is not answered yet.
  const RendererHost* Find(int compartment_pid) const;
  // The number of that compartment.
  uint64_t epoch() const { return epoch_; }

  // Calls TabImpl::StartIn() or TabImpl::FailToStart(), later.
  void Ask(TabImpl& tab);
  // `tab` waits no more, if it did.
  void Forget(const TabImpl& tab) { std::erase(waiting_, &tab); }
  // Makes the spare if there should be one now: that is while nobody wants a renderer and no page is on its way to its first
  // frame, which a birth beside it would hold up by its own length.
  void KeepSpare();
  void Tick(TimePoint now, Duration late);
  // No more starts; every renderer is asked for its goodbye.
  void Shutdown();
  void KillNow();

  bool empty() const { return renderers_.empty(); }
  // Renderers that no tab is in any more, and that are not gone yet.
  uint64_t leaving() const;
  // Messages of the renderers that are gone.
  const HostSummary& traffic() const { return traffic_; }

 private:
  void OnRendererSpawned(RendererHost& renderer) override;
  void OnRendererLive(RendererHost& renderer) override;
  void OnRendererFinished(RendererHost& renderer) override;

  void PumpStarts();
  // A renderer for `tab`: one that it shares, the spare, or a new one. Null with *error set if none can be made; null
  // without when it has to wait.
  RendererHost* RendererFor(const TabImpl& tab, ErrorCode* error);
  // What `renderer` has drawn for nobody. Null if that is nothing; a page in the middle of it is in the way now, and closed.
  std::unique_ptr<WarmUpPage> TakeWarmUp(const RendererHost& renderer);
  Result<RendererHost*> Make();
  // A page that was put into its renderer a short time ago has shown nothing yet.
  bool painting() const;
  bool IsIn(const RendererHost& renderer, int compartment_pid) const;
  uint64_t spawning() const;
  TimePoint GoodbyeDeadline() const { return environment_.clock.Now() + environment_.options.goodbye_deadline; }

  const RendererHost::Environment& environment_;
  HostCensus& census_;
  Client& client_;

  Compartment* compartment_ = nullptr;  // while it is ready
  uint64_t epoch_ = 0;                  // its number
  std::vector<ModuleRange> modules_;

  std::map<uint32_t, std::unique_ptr<RendererHost>> renderers_;
  std::map<uint32_t, std::string> sites_;    // of renderers, set by their first page
  std::map<int, RendererExit> early_exits_;  // init's report was quicker than the zygote's reply
  uint32_t last_id_ = 0;
  RendererHost* spare_ = nullptr;
  std::unique_ptr<WarmUpPage> warm_up_;  // in the spare
  TimePoint last_start_{};  // of a page
  RestartPolicy spare_policy_;
  bool spare_given_up_ = false;

  std::deque<TabImpl*> waiting_;
  bool pump_posted_ = false;
  bool ending_ = false;
  HostSummary traffic_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_POOL_H_
