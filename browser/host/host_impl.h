// HostImpl: the parts of a host put together. Tabs ask it for renderers; it allocates by process model, keeps a spare
// warm, bounds the spawns in flight, replaces a lost compartment, ticks everything, and ends it all in order.
#ifndef BULKHEAD_BROWSER_HOST_HOST_IMPL_H_
#define BULKHEAD_BROWSER_HOST_HOST_IMPL_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/compartment/compartment.h"
#include "browser/core/admission.h"
#include "browser/core/restart_policy.h"
#include "browser/host/browser_log.h"
#include "browser/host/file_service.h"
#include "browser/host/host.h"
#include "browser/host/host_census.h"
#include "browser/host/renderer_host.h"
#include "browser/host/tab.h"

namespace bulkhead {

class HostImpl final : public Host, private CompartmentClient, private RendererHost::Owner, private Tab::Services {
 public:
  // How a compartment is made: Compartment::Start, or a test's own.
  using StartCompartment = std::function<std::unique_ptr<Compartment>(CompartmentClient& client)>;

  // `descriptor_limit`: RLIMIT_NOFILE as it now is.
  HostImpl(boost::asio::io_context& loop, HostOptions options, const Clock& clock, EventSink sink,
           StartCompartment start_compartment, uint64_t descriptor_limit);
  ~HostImpl() override;

  std::optional<TabId> Open(const PageSource& page, UserError* error) override;
  std::optional<FrameCopy> CopyFrame(TabId tab) const override;
  TabState state(TabId tab) const override;
  const TabGone* last_death(TabId tab) const override;
  TabSummary Measure(TabId tab) const override;
  void Shutdown(std::function<void(const Summary&)> done) override;
  void KillNow() override;

 private:
  void OnCompartmentReady(const CompartmentReport& report) override;
  void OnCompartmentFailed(const StepFailure& failure) override;
  void OnCompartmentLost() override;
  void OnRendererExited(const RendererExit& exit) override;

  void OnRendererSpawned(RendererHost& renderer) override;
  void OnRendererLive(RendererHost& renderer) override;
  void OnRendererFinished(RendererHost& renderer) override;

  void Emit(EventBody body) override;
  uint32_t NewPageId() override { return ++last_page_id_; }
  void AskForRenderer(Tab& tab) override;
  void OnRestartPlanned(TimePoint at) override;
  FileService& files() override { return files_; }
  const HostOptions& options() const override { return options_; }
  const Clock& clock() const override { return clock_; }

  Tab& Find(TabId tab) const;
  void MakeCompartment();
  void ReplaceCompartment();
  void PumpStarts();
  // A renderer for `tab`: one that it shares, the spare, or a new one. Null with *error set if none can be made; null
  // without when it has to wait.
  RendererHost* RendererFor(const Tab& tab, ErrorCode* error);
  Result<RendererHost*> MakeRenderer();
  void KeepSpare();
  uint64_t spawning() const;
  void ScheduleTick();
  void Tick();
  void EndRenderers();
  void FinishIfEmpty();
  void FinishShutdown();
  // Once no child is left, or has been waited for in vain.
  void TellSummary(TimePoint deadline);
  double Random() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  boost::asio::io_context& loop_;
  boost::asio::steady_timer timer_;  // before the census: with it the loop makes its own descriptors
  const HostOptions options_;
  const Clock& clock_;
  const EventSink sink_;
  const StartCompartment start_compartment_;
  HostCensus census_;
  const Admission admission_;
  const BrowserLog log_;
  const RendererHost::Environment environment_;
  const TimePoint started_;
  std::mt19937_64 random_{std::random_device{}()};
  FileService files_;

  std::unique_ptr<Compartment> compartment_;
  uint64_t epoch_ = 0;
  bool compartment_ready_ = false;
  bool announced_ = false;             // host.start was emitted
  std::vector<Event> held_;            // until then
  RestartPolicy compartment_policy_;
  std::optional<TimePoint> compartment_at_;  // when to make another
  std::vector<ModuleRange> modules_;

  std::map<uint32_t, std::unique_ptr<RendererHost>> renderers_;
  std::map<uint32_t, std::string> sites_;    // of renderers, set by their first page
  std::map<int, RendererExit> early_exits_;  // init's report was quicker than the zygote's reply
  RendererHost* spare_ = nullptr;
  RestartPolicy spare_policy_;
  bool spare_given_up_ = false;
  uint32_t last_renderer_id_ = 0;
  uint32_t last_page_id_ = 0;

  std::map<TabId, std::unique_ptr<Tab>> tabs_;
  std::deque<TabId> waiting_;  // for a renderer
  bool pump_posted_ = false;

  TimePoint planned_tick_{};
  std::optional<TimePoint> next_restart_;

  HostSummary traffic_;  // messages of renderers that are gone
  bool shutting_down_ = false;
  bool compartment_ended_ = false;
  TimePoint end_deadline_ = TimePoint::max();
  std::vector<TabSummary> last_measures_;
  std::function<void(const Summary&)> done_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_IMPL_H_
