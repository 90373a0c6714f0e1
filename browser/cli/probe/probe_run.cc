#include "browser/cli/probe/probe_run.h"

#include <csignal>
#include <variant>

namespace bulkhead {
namespace {

// Two cores are busy with it; more would only wait.
constexpr size_t kAtOnce = 4;
// More than the host has for a start-up and a main thread that hangs (options.cc): it says then what was wrong.
constexpr Duration kPatience = std::chrono::seconds(150);
constexpr Duration kWatch = std::chrono::seconds(1);

PageSource Page(const std::filesystem::path& pages, const char* file, std::string label) {
  return {std::move(label), pages / file, pages, "probe"};
}

}  // namespace

ProbeRun::ProbeRun(World& world,
                   HostOptions options,
                   std::filesystem::path pages,
                   const ProbePlants& plants,
                   std::vector<const ProbeAttempt*> attempts,
                   std::function<void(const ProbeRow&)> on_row)
    : world_(world),
      options_(std::move(options)),
      pages_(std::move(pages)),
      plants_(plants),
      attempts_(std::move(attempts)),
      on_row_(std::move(on_row)),
      signals_(loop_),
      timer_(loop_) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    signals_.add(signal);
  }
  results_.rows.resize(attempts_.size());
}

ProbeRun::~ProbeRun() = default;

ProbeResults ProbeRun::Run() {
  UserError error;
  host_ = world_.make_host(loop_, options_, world_.clock, [this](const Event& event) { OnEvent(event); }, &error);
  if (!host_) {
    results_.error = error;
    return std::move(results_);
  }
  host_->on_fatal = [this](const UserError& why) { Fail(why); };
  host_->on_probe_report = [this](const ProbeReport& report) { OnReport(report); };
  signals_.async_wait([this](const ErrorCode& failed, int) {
    if (!failed) {
      results_.interrupted = true;
      host_->KillNow();
      End();
    }
  });
  Watch();
  OpenSibling();
  loop_.run();
  host_.reset();
  return std::move(results_);
}

void ProbeRun::OpenSibling() {
  UserError error;
  // Its secret stands in its address: in its memory and in nobody else's but ours.
  const auto tab = host_->Open(Page(pages_, "sibling.html", "probe-sibling:" + plants_.sibling_secret()), &error);
  if (!tab) {
    Fail(error);
    return;
  }
  sibling_ = *tab;
  sibling_deadline_ = world_.clock.Now() + kPatience;
}

void ProbeRun::OnEvent(const Event& event) {
  if (const auto* start = std::get_if<HostStart>(&event.body)) {
    OnStart(*start);
  } else if (const auto* live = std::get_if<TabLive>(&event.body)) {
    if (live->tab == sibling_) {
      sibling_pid_ = live->pid;
    }
  } else if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
    if (frame->tab == sibling_ && !sibling_ready_) {
      sibling_ready_ = true;
      OpenMore();
    }
  } else if (const auto* error = std::get_if<TabError>(&event.body)) {
    if (const auto found = running_.find(error->tab); found != running_.end()) {
      found->second.evidence.failure = "the page failed: " + error->message;
      Settle(error->tab);
    }
  } else if (const auto* gone = std::get_if<TabGone>(&event.body)) {
    OnGone(*gone);
  }
}

void ProbeRun::OnStart(const HostStart& start) {
  results_.layers = start.layers;
  for (const auto& [name, state] : start.layers) {
    if (state == "applied") {
      applied_.insert(name);
    }
    if (state.starts_with("renderers stay root")) {
      // The attempts are harmless where they succeed, but not with root's rights.
      Fail({"cannot probe", name, state, "start it as an ordinary user"});
    }
  }
}

void ProbeRun::OnReport(const ProbeReport& report) {
  const auto found = running_.find(report.tab);
  if (found == running_.end() || report.attempt != attempts_[found->second.index]->name) {
    return;
  }
  if (report.outcome == ProbeOutcome::kBegun) {
    found->second.evidence.begun = true;
  } else {
    found->second.evidence.report = report;
  }
}

void ProbeRun::OnGone(const TabGone& gone) {
  if (gone.tab == sibling_ && !ending_) {
    Fail({"cannot probe", "the planted tab", "it died: " + std::string(NameOf(gone.cause)), ""});
    return;
  }
  if (const auto found = running_.find(gone.tab); found != running_.end()) {
    found->second.evidence.death = gone;
    Settle(gone.tab);
  }
}

void ProbeRun::OpenMore() {
  while (!ending_ && sibling_ready_ && running_.size() < kAtOnce && next_ < attempts_.size()) {
    const size_t index = next_++;
    UserError error;
    const std::string label = "probe:" + std::string(attempts_[index]->name) + "?" + plants_.Query(sibling_pid_);
    const auto tab = host_->Open(Page(pages_, "attempt.html", label), &error);
    if (!tab) {
      Fail(error);
      return;
    }
    running_[*tab] = {index, {}, world_.clock.Now() + kPatience};
  }
  if (running_.empty() && next_ == attempts_.size()) {
    End();
  }
}

void ProbeRun::Settle(TabId tab) {
  const auto found = running_.find(tab);
  const size_t index = found->second.index;
  results_.rows[index] = JudgeProbe(*attempts_[index], found->second.evidence, applied_);
  running_.erase(found);
  if (on_row_) {
    on_row_(results_.rows[index]);
  }
  OpenMore();
}

void ProbeRun::Watch() {
  timer_.expires_after(kWatch);
  timer_.async_wait([this](const ErrorCode& error) {
    if (error || ending_) {
      return;
    }
    const TimePoint now = world_.clock.Now();
    if (sibling_ != 0 && !sibling_ready_ && now >= sibling_deadline_) {
      Fail({"cannot probe", "the planted tab", "it does not start", ""});
    }
    std::vector<TabId> late;
    for (const auto& [tab, running] : running_) {
      if (now >= running.deadline) {
        late.push_back(tab);
      }
    }
    for (const TabId tab : late) {
      running_.at(tab).evidence.failure = "no answer";
      Settle(tab);
    }
    Watch();
  });
}

void ProbeRun::Fail(UserError error) {
  if (!results_.error) {
    results_.error = std::move(error);
  }
  End();
}

void ProbeRun::End() {
  if (std::exchange(ending_, true)) {
    return;
  }
  host_->Shutdown([this](const Summary&) { loop_.stop(); });
}

}  // namespace bulkhead
