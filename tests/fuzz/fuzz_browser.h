// FuzzBrowser: the browser as far as a renderer can reach it, the parts themselves: pool, renderer hosts, channels, tabs, file
// service, compartment keeper. Only what is around them is the fuzzer's: the compartment is a fake, time is virtual, every
// tick is an act of the input, and what the parts say is checked as they say it.
#ifndef BULKHEAD_TESTS_FUZZ_FUZZ_BROWSER_H_
#define BULKHEAD_TESTS_FUZZ_FUZZ_BROWSER_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "browser/host/compartment_keeper.h"
#include "browser/host/renderer_pool.h"
#include "tests/unit/browser/fake_compartment.h"

namespace bulkhead {

class FuzzBrowser final : private CompartmentKeeper::Client, private RendererPool::Client, private TabImpl::Services {
 public:
  // What does not change between inputs, made once: the loop, the clock, the thread of the file service, the log (off), the
  // census, a folder with pages.
  struct Surroundings;
  // Nothing of one input is left in the loop for the next: to be called when that one's browser is gone.
  static void ClearLoop();

  explicit FuzzBrowser(HostOptions options);
  ~FuzzBrowser() override;

  // As HostImpl has them.
  void Open();
  void Close(TabId tab);
  void Post(TabId tab, const std::string& json);
  void Reload(TabId tab);
  // `fault`: counted in the catalogue, and around.
  void Inject(TabId tab, size_t fault);
  void Stop(TabId tab, bool stopped);
  void Look();
  void BeginEnd();
  void KillNow();
  void LoseCompartment();
  void Tick(Duration after);

  // Until nobody has anything to do, files included; then bounds are checked.
  void Settle();
  // Once every process is dead. Checks that everything is over.
  void CheckEnded();

  boost::asio::io_context& loop() { return loop_; }
  const Clock& clock() const override;
  std::deque<FakeCompartment::Request>& requests() { return requests_; }
  // Null between two.
  FakeCompartment* compartment() { return compartment_; }
  void set_sight(Result<SandboxSight> sight) { sight_ = std::move(sight); }
  // Done once, from inside the event that comes after `events` others.
  void DoInAnswer(unsigned events, std::function<void()> act);
  static SandboxSight ThreadsInOrder(size_t count);

 private:
  void OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) override;
  void OnCompartmentLost() override { pool_.OnCompartmentLost(); }
  void OnRendererExited(const RendererExit& exit) override { pool_.OnRendererExited(exit); }
  void OnCompartmentFatal(UserError) override {}
  void OnCompartmentEnded() override {}
  void OnRendererLive(const RendererHost&) override {}
  void OnRendererFinished(const RendererHost&) override {}
  void OnPoolEmpty() override {}

  void Emit(EventBody body) override;
  void Report(const TabGone& gone, PostMortem facts) override;
  void OnProbeReport(const ProbeReport& report) override;
  uint32_t NewPageId() override { return ++last_page_id_; }
  void AskForRenderer(TabImpl& tab) override { pool_.Ask(tab); }
  void OnPainted() override { pool_.KeepSpare(); }
  void OnRestartPlanned(TimePoint) override {}
  FileService& files() override;
  const HostOptions& options() const override { return options_; }

  TabImpl* Find(TabId tab);
  double Random();

  void Rest();
  void FinishFiles();

  Surroundings& around_;
  boost::asio::io_context& loop_;
  const HostOptions options_;
  Result<SandboxSight> sight_ = ThreadsInOrder(5);
  SandboxVerifier verifier_;
  const RendererHost::Environment environment_;
  uint64_t copies_seen_ = 0;  // of the file thread, and waited for
  std::deque<FakeCompartment::Request> requests_;
  FakeCompartment* compartment_ = nullptr;
  bool compartment_ready_ = false;
  CompartmentKeeper keeper_;
  RendererPool pool_;
  std::map<TabId, std::unique_ptr<TabImpl>> tabs_;
  std::map<TabId, uint32_t> gone_;  // the last generation of a tab that was told to be gone
  uint32_t last_page_id_ = 0;
  unsigned random_ = 0;
  bool ending_ = false;
  unsigned answer_after_ = 0;
  std::function<void()> answer_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_FUZZ_BROWSER_H_
