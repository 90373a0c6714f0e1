// HostImpl: the parts of a host put together. Owns the tabs, gives events their order and their time, ticks everything, and
// ends it all in order.
#ifndef BULKHEAD_BROWSER_HOST_HOST_IMPL_H_
#define BULKHEAD_BROWSER_HOST_HOST_IMPL_H_

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/core/admission.h"
#include "browser/core/learned_calls.h"
#include "browser/host/browser_log.h"
#include "browser/host/compartment_keeper.h"
#include "browser/host/file_service.h"
#include "browser/host/first_words.h"
#include "browser/host/host.h"
#include "browser/host/host_census.h"
#include "browser/host/renderer_host.h"
#include "browser/host/renderer_pool.h"
#include "browser/host/report_desk.h"
#include "browser/host/sandbox_verifier.h"
#include "browser/host/tab_impl.h"

namespace bulkhead {

class HostImpl final : public Host, private CompartmentKeeper::Client, private RendererPool::Client, private TabImpl::Services {
 public:
  // `descriptor_limit`: RLIMIT_NOFILE as it now is.
  HostImpl(boost::asio::io_context& loop, HostOptions options, const Clock& clock, EventSink sink,
           CompartmentKeeper::Start start_compartment, uint64_t descriptor_limit,
           SandboxVerifier::Reader read_sandbox = ReadSandbox);
  ~HostImpl() override;

  TabAnswer Close(TabId tab) override;
  TabAnswer Post(TabId tab, std::string json) override;
  TabAnswer Reload(TabId tab) override;
  TabAnswer Inject(TabId tab, const FaultCall& fault) override;
  TabAnswer SetStopped(TabId tab, bool stopped) override;
  std::optional<FrameCopy> CopyFrame(TabId tab) const override;
  TabState state(TabId tab) const override;
  const TabGone* last_death(TabId tab) const override;
  TabSummary Measure(TabId tab) const override;
  TabUse Sample(TabId tab) override;
  void Shutdown(std::function<void(const Summary&)> done) override;
  void KillNow() override;
  std::optional<TabId> OpenTab(const PageSource& page, UserError* error) override;

  // Whose on_fatal and on_probe_report are the user's: its own until told. Null: nobody listens any more, to events neither.
  void SetFace(const Host* face) { face_ = face; }
  // Under way: a call of the user's.
  bool calling() const { return calling_ > 0; }

 private:
  void OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) override;
  void OnCompartmentLost() override { pool_.OnCompartmentLost(); }
  void OnRendererExited(const RendererExit& exit) override { pool_.OnRendererExited(exit); }
  void OnCallLearned(const CallReport& report) override;
  void OnCompartmentFatal(UserError error) override;
  void OnCompartmentEnded() override { FinishIfEmpty(); }

  void OnRendererLive(const RendererHost& renderer) override;
  void OnRendererFinished(const RendererHost& renderer) override;
  void OnPoolEmpty() override { FinishIfEmpty(); }

  void Emit(EventBody body) override;
  void Report(const TabGone& gone, PostMortem facts) override { reports_.Begin(gone, std::move(facts)); }
  void OnProbeReport(const ProbeReport& report) override {
    if (face_ != nullptr && face_->on_probe_report) {
      CallOut([this, &report] { face_->on_probe_report(report); });
    }
  }
  uint32_t NewPageId() override { return ++last_page_id_; }
  void AskForRenderer(TabImpl& tab) override { pool_.Ask(tab); }
  void OnPainted() override { pool_.KeepSpare(); }
  void OnRestartPlanned(TimePoint at) override;
  FileService& files() override { return files_; }
  const HostOptions& options() const override { return options_; }
  const Clock& clock() const override { return clock_; }

  // Null: there never was one.
  TabImpl* Find(TabId tab) const;
  // `request` to a tab that there is, while there is a host.
  TabAnswer Ask(TabId tab, const std::function<TabAnswer(TabImpl&)>& request) const;
  // Every call of the user's. What it throws leaves io_context::run(), but not from the midst of a host at work.
  void CallOut(const std::function<void()>& call);
  void TellFatal(const UserError& error);
  // Instead of what was waited for before. A wait that is over is in the loop's queue, out of reach of cancel(): hence the turn.
  void Wait(Duration time, std::function<void()> then);
  void ScheduleTick();
  void Tick();
  void EndRenderers();
  void FinishIfEmpty();
  void FinishShutdown();
  void EmitLearned();
  // Once no report is under way, which their deadlines bound.
  void AwaitReports();
  // Once no child is left, or has been waited for in vain.
  void TellSummary(TimePoint since);
  // To everybody who asked for the end.
  void TellDone();
  double Seconds() const { return std::chrono::duration<double>(clock_.Now() - started_).count(); }  // since the start
  double Random() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  boost::asio::io_context& loop_;
  boost::asio::steady_timer timer_;  // before the census: with it the loop makes its own descriptors
  const HostOptions options_;
  const Clock& clock_;
  HostCensus census_;
  const Admission admission_;
  const BrowserLog log_;
  const SandboxVerifier::Reader read_sandbox_;
  SandboxVerifier verifier_;
  const RendererHost::Environment environment_;
  const TimePoint started_;
  FirstWords first_words_;
  std::mt19937_64 random_{std::random_device{}()};
  FileService files_;
  ReportDesk reports_;

  CompartmentKeeper compartment_;
  RendererPool pool_;
  std::map<TabId, std::unique_ptr<TabImpl>> tabs_;
  LearnedCalls learned_;
  bool ever_live_ = false;  // a renderer was
  bool fatal_ = false;      // no tab will ever live, and that was told
  uint32_t last_page_id_ = 0;

  uint64_t turn_ = 0;  // of the timer
  TimePoint planned_tick_{};
  std::optional<TimePoint> next_restart_;

  bool shutting_down_ = false;
  std::vector<TabSummary> last_measures_;
  bool ordered_ = false;    // by Shutdown(): a summary is wanted
  bool finishing_ = false;  // no renderer and no compartment is left
  std::vector<std::function<void(const Summary&)>> dones_;
  std::optional<Summary> summary_;  // was told
  const Host* face_ = this;
  int calling_ = 0;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_IMPL_H_
