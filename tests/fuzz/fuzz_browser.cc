#include "tests/fuzz/fuzz_browser.h"

#include <utility>

#include <boost/asio/executor_work_guard.hpp>

#include "ipc/os/check.h"
#include "tests/fuzz/event_check.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

constexpr size_t kMostTabs = 6;
// What ChannelOptions bounds a queue with.
constexpr size_t kMostQueued = 4 * 1024 * 1024;
// Far above what any input gives rise to: beyond it the parts keep each other busy.
constexpr int kMostHandlers = 1'000'000;

}  // namespace

struct FuzzBrowser::Surroundings {
  Surroundings() : files(loop, clock), log(6), census(false) {
    pages.Write("page.html", "<p>hello");
    pages.Write("a.css", "p{}");
    pages.Write("b.png", std::string(100'000, 'x'));
    pages.Write("c.txt", "");
  }
  static Surroundings& Get() {
    static Surroundings surroundings;
    return surroundings;
  }

  boost::asio::io_context loop;
  const boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{loop.get_executor()};
  ManualClock clock;
  FileService files;
  BrowserLog log;
  HostCensus census;
  TempDir pages;
};

FuzzBrowser::FuzzBrowser(HostOptions options)
    : around_(Surroundings::Get()),
      loop_(around_.loop),
      options_(std::move(options)),
      verifier_(options_.sandbox, around_.log, [this](int) { return sight_; }),
      environment_{loop_, options_, around_.clock, around_.log, verifier_, BULKHEAD_BUILD_ID},
      keeper_(
          loop_, around_.clock, around_.log,
          [this](CompartmentClient& client) {
            auto made = std::make_unique<FakeCompartment>(loop_, client, requests_);
            compartment_ = made.get();
            return made;
          },
          *this, [this] { return Random(); }),
      pool_(environment_, around_.census, [this] { return Random(); }, *this) {}

FuzzBrowser::~FuzzBrowser() = default;

void FuzzBrowser::ClearLoop() {
  while (Surroundings::Get().loop.poll_one() > 0) {
  }
}

const Clock& FuzzBrowser::clock() const {
  return around_.clock;
}

FileService& FuzzBrowser::files() {
  return around_.files;
}

SandboxSight FuzzBrowser::ThreadsInOrder(size_t count) {
  const std::string status = "Name:\tfake\nThreads:\t" + std::to_string(count) + "\nNoNewPrivs:\t1\nSeccomp:\t2\n";
  return {status, std::vector<std::string>(count, status)};
}

double FuzzBrowser::Random() {
  return (random_ = (random_ + 7) % 16) / 16.0;
}

TabImpl* FuzzBrowser::Find(TabId tab) {
  const auto found = tabs_.find(tab);
  return found == tabs_.end() ? nullptr : found->second.get();
}

// ---- what an application does ----------------------------------------------------------------------------------

void FuzzBrowser::Open() {
  if (tabs_.size() >= kMostTabs || ending_) {
    return;
  }
  const TabId id = static_cast<TabId>(tabs_.size() + 1);
  PageSource page;
  page.label = id == 3 ? "none.html" : "page.html";
  page.directory = around_.pages.path();
  page.file = page.directory / page.label;
  page.site = id % 2 == 0 ? "even" : "odd";
  auto& tab = tabs_[id] = std::make_unique<TabImpl>(static_cast<TabImpl::Services&>(*this), id, page, [this] { return Random(); });
  tab->Start();
}

void FuzzBrowser::Close(TabId id) {
  TabImpl* const tab = Find(id);
  if (tab != nullptr && !ending_ && tab->state() != TabState::kClosed) {
    pool_.Forget(*tab);
    tab->End();
  }
}

void FuzzBrowser::Post(TabId id, const std::string& json) {
  if (TabImpl* const tab = Find(id); tab != nullptr && !ending_) {
    tab->Post(json);
  }
}

void FuzzBrowser::Reload(TabId id) {
  if (TabImpl* const tab = Find(id); tab != nullptr && !ending_) {
    tab->Reload();
  }
}

void FuzzBrowser::Inject(TabId id, size_t fault) {
  const FaultEntry& entry = FaultCatalogue()[fault % FaultCatalogue().size()];
  FaultArguments arguments;
  for (const FaultParam& param : entry.params) {
    if (param.fallback.empty()) {
      arguments.emplace_back(param.name, std::to_string(param.low));
    }
  }
  if (TabImpl* const tab = Find(id); tab != nullptr && !ending_) {
    tab->Inject(ResolveFault(entry.name, arguments).call.value());
  }
}

void FuzzBrowser::Stop(TabId id, bool stopped) {
  if (TabImpl* const tab = Find(id); tab != nullptr && !ending_) {
    tab->SetStopped(stopped);
  }
}

void FuzzBrowser::Look() {
  for (const auto& [id, tab] : tabs_) {
    CheckMeasures(tab->Measure());
    (void)tab->Sample();
    (void)tab->CopyFrame();
  }
}

void FuzzBrowser::BeginEnd() {
  if (std::exchange(ending_, true)) {
    return;
  }
  keeper_.BeginEnd();
  for (const auto& [id, tab] : tabs_) {
    tab->BeginShutdown();
  }
  pool_.Shutdown();
}

void FuzzBrowser::KillNow() {
  BeginEnd();
  pool_.KillNow();
  keeper_.KillNow();
}

// ---- what happens to it ----------------------------------------------------------------------------------------

void FuzzBrowser::LoseCompartment() {
  if (!std::exchange(compartment_ready_, false)) {
    return;
  }
  FakeCompartment* const lost = std::exchange(compartment_, nullptr);
  // Outstanding spawns have been answered before.
  for (FakeCompartment::Request& request : std::exchange(requests_, {})) {
    request.done(SpawnOutcome());
  }
  lost->client().OnCompartmentLost();
}

void FuzzBrowser::OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) {
  compartment_ready_ = true;
  verifier_.SetLayers(report.layers);
  CompartmentReport with_modules = report;
  with_modules.modules = {{"/fuzz/renderer", 0x1000, 0x2000, 0x80'0000}, {"/fuzz/libc.so", 0x100'0000, 0x100'0000, UINT64_MAX}};
  pool_.OnCompartmentReady(compartment, with_modules);
}

void FuzzBrowser::Tick(Duration after) {
  around_.clock.Advance(after);
  const TimePoint now = around_.clock.Now();
  around_.files.Tick(now);
  keeper_.Tick(now);
  pool_.Tick(now, Duration::zero());
  for (const auto& [id, tab] : tabs_) {
    tab->Tick(now);
  }
}

void FuzzBrowser::Rest() {
  for (int handlers = 0; loop_.poll_one() > 0; ++handlers) {
    BULKHEAD_CHECK(handlers < kMostHandlers);
  }
}

// They are copied one after the other: behind this one every other is done.
void FuzzBrowser::FinishFiles() {
  bool done = false;
  around_.files.Copy({around_.pages.path(), "none"}, [&done](FileCopy) { done = true; });
  copies_seen_ = around_.files.copies_asked_for();  // what others ask for meanwhile comes behind
  while (!done) {
    loop_.run_one();
  }
}

void FuzzBrowser::Settle() {
  Rest();
  while (around_.files.copies_asked_for() != copies_seen_) {
    FinishFiles();
    Rest();
  }
  for (const auto& [id, tab] : tabs_) {
    if (const RendererHost* const renderer = tab->renderer()) {
      BULKHEAD_CHECK(renderer->channels().control_queued_bytes() <= kMostQueued);
    }
  }
}

void FuzzBrowser::CheckEnded() {
  BULKHEAD_CHECK(ending_ && pool_.empty());
  keeper_.End();
  Settle();
  BULKHEAD_CHECK(keeper_.ended());
  for (const auto& [id, tab] : tabs_) {
    tab->Close();
    BULKHEAD_CHECK(tab->state() == TabState::kClosed && tab->renderer() == nullptr);
  }
}

// ---- what it says ----------------------------------------------------------------------------------------------

void FuzzBrowser::DoInAnswer(unsigned events, std::function<void()> act) {
  answer_after_ = events;
  answer_ = std::move(act);
}

void FuzzBrowser::Emit(EventBody body) {
  CheckEvent(body);
  const TabImpl* const tab = Find(TabOf(body));
  BULKHEAD_CHECK(tab != nullptr);
  const TabState state = tab->state();
  BULKHEAD_CHECK(!IsOfAPage(body) || state == TabState::kStarting || state == TabState::kLive ||
                 state == TabState::kUnresponsive);
  if (const TabGone* const gone = std::get_if<TabGone>(&body)) {
    // A generation ends once, whatever its channels' ends were.
    BULKHEAD_CHECK(gone->generation == tab->generation() && std::exchange(gone_[gone->tab], gone->generation) < gone->generation);
  }
  if (answer_ && answer_after_-- == 0) {
    std::exchange(answer_, nullptr)();
  }
}

void FuzzBrowser::Report(const TabGone& gone, PostMortem facts) {
  BULKHEAD_CHECK(gone_.at(gone.tab) == gone.generation);
  CheckFacts(facts);
}

void FuzzBrowser::OnProbeReport(const ProbeReport& report) {
  BULKHEAD_CHECK(options_.probing);
  CheckProbeReport(report);
}

}  // namespace bulkhead
