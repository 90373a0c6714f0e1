#include "browser/cli/session.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include <boost/asio/post.hpp>

#include "browser/cli/sandbox_warnings.h"

namespace bulkhead {
namespace {

// Between two deliveries of one signal; nobody presses a key twice in that time.
constexpr Duration kEcho = std::chrono::milliseconds(100);
// After a second signal everything is killed; this long the kernel may take before the summary is not waited for any more.
constexpr Duration kHurry = std::chrono::milliseconds(500);

}  // namespace

Session::Session(World& world, SessionOptions options, Host::EventSink on_event)
    : world_(world),
      options_(std::move(options)),
      on_event_(std::move(on_event)),
      start_(world.clock.Now()),
      plan_(start_, options_.duration),
      signals_(world.loop),
      end_timer_(world.loop),
      hurry_timer_(world.loop) {
  // Before anything is started: a Ctrl-C in the first millisecond is ordered too.
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    signals_.add(signal);
  }
  WaitForSignal();
}

Session::~Session() = default;

int Session::Run(const std::vector<PageSource>& pages, size_t refused) {
  if (refused > 0) {
    Worsen(kExitFailed);
  }
  UserError error;
  HostOptions host = options_.host;
  host.tabs = static_cast<uint32_t>(pages.size());
  host_ = world_.make_host(world_.loop, std::move(host), world_.clock, [this](const Event& event) { OnHostEvent(event); },
                           &error);
  if (!host_) {
    world_.complain(error);
    return kExitUsage;
  }
  host_->on_fatal = [this](const UserError& why) { OnFatal(why); };
  if (on_started) {
    on_started(*host_);
  }
  pace_.emplace(world_.loop, PagePace::Options{.pages = pages,
                                               .longest_pause = options_.page_pause,
                                               .open = [this](const PageSource& page) { return OpenOrComplain(page); },
                                               .all_open = [this] { OnAllOpen(); }});
  pace_->Start();
  world_.loop.run();
  host_.reset();  // its last events go where the others went
  return exit_code_;
}

std::optional<TabId> Session::OpenOrComplain(const PageSource& page) {
  UserError error;
  const std::optional<TabId> tab = Open(page, &error);
  if (!tab) {
    world_.complain(error);
    Worsen(kExitFailed);
  }
  return tab;
}

void Session::OnAllOpen() {
  all_open_ = true;
  PostMessages();
  PlanFaults();
  if (tabs_.empty()) {
    End();
  }
  PlanEnd();
}

void Session::PostMessages() {
  for (const PostOption& post : options_.posts) {
    if (const TabAnswer answer = host_->Post(post.tab, post.json); answer != TabAnswer::kDone) {
      world_.complain({"cannot post to tab", std::to_string(post.tab), std::string(NameOf(answer)),
                       answer == TabAnswer::kNoSuchTab ? "tabs are numbered from 1 in the order of the pages" : ""});
      Worsen(kExitFailed);
    }
  }
}

std::optional<TabId> Session::Open(const PageSource& page, UserError* error) {
  const std::optional<TabId> tab = host_->Open(page, error);
  if (tab) {
    tabs_.emplace(*tab, page.label);
    plan_.OnOpened(*tab);
  }
  return tab;
}

void Session::PlanFaults() {
  for (const FaultOption& fault : options_.faults) {
    if (!tabs_.contains(fault.tab)) {
      world_.complain({"cannot inject fault", "tab " + std::to_string(fault.tab), std::string(NameOf(TabAnswer::kNoSuchTab)),
                       "tabs are numbered from 1 in the order of the pages"});
      Worsen(kExitFailed);
      continue;
    }
    auto& timer = *fault_timers_.emplace_back(std::make_unique<boost::asio::steady_timer>(world_.loop));
    timer.expires_after(fault.after);
    timer.async_wait([this, &fault](const ErrorCode& error) {
      if (!error && !ending_) {
        Inject(fault);
      }
    });
  }
}

void Session::Inject(const FaultOption& fault) {
  if (const TabAnswer answer = host_->Inject(fault.tab, fault.call); answer != TabAnswer::kDone) {
    world_.complain({"cannot inject fault", "tab " + std::to_string(fault.tab) + ", " + fault.call.Text(),
                     std::string(NameOf(answer)), ""});
    Worsen(kExitFailed);
  }
}

void Session::WaitForSignal() {
  signals_.async_wait([this](const ErrorCode& error, int signal) {
    if (!error) {
      WaitForSignal();
      OnSignal(signal);
    }
  });
}

void Session::OnSignal(int signal) {
  // timeout(1) and service managers send theirs to the process and to its group: that is one wish.
  const TimePoint now = world_.clock.Now();
  const bool echo = signal == SIGTERM && last_signal_ == SIGTERM && now - last_signal_at_ < kEcho;
  last_signal_ = signal;
  last_signal_at_ = now;
  if (echo) {
    return;
  }
  if (++signals_seen_ == 1) {
    End();
    return;
  }
  exit_code_ = kExitInterrupted;
  if (host_) {
    host_->KillNow();
  }
  if (signals_seen_ > 2 || summary_given_) {
    world_.loop.stop();
    return;
  }
  hurry_timer_.expires_after(kHurry);
  hurry_timer_.async_wait([this](const ErrorCode& error) {
    if (!error) {
      world_.loop.stop();
    }
  });
}

void Session::OnHostEvent(const Event& event) {
  if (const auto* start = std::get_if<HostStart>(&event.body)) {
    for (const UserError& warning : SandboxWarnings(*start)) {
      world_.complain(warning);
    }
  }
  if (const auto* report = std::get_if<TabReport>(&event.body); report != nullptr && options_.screenshots) {
    reports_[report->tab] = *report;
  }
  on_event_(event);
  const auto settle = [this](TabId tab) {
    plan_.OnSettled(tab, world_.clock.Now());
    PlanEnd();
  };
  if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
    pace_->OnFirstFrame(frame->tab);
    settle(frame->tab);
  } else if (const auto* gave_up = std::get_if<TabGaveUp>(&event.body)) {
    settle(gave_up->tab);
  } else if (const auto* closed = std::get_if<TabClosed>(&event.body)) {
    settle(closed->tab);
  } else if (const auto* gone = std::get_if<TabGone>(&event.body);
             gone != nullptr && options_.host.restart.mode == RestartMode::kNever) {
    settle(gone->tab);
  }
}

void Session::PlanEnd() {
  const std::optional<TimePoint> at = plan_.EndsAt();
  if (!at || !all_open_ || ending_) {
    return;
  }
  end_timer_.expires_after(std::max(Duration::zero(), *at - world_.clock.Now()));
  end_timer_.async_wait([this](const ErrorCode& error) {
    if (!error) {
      End();
    }
  });
}

void Session::OnFatal(const UserError& error) {
  world_.complain(error);
  Worsen(kExitUsage);
  // Not from inside a call of the host.
  boost::asio::post(world_.loop, [this] { End(); });
}

void Session::OnOutputClosed(int error) {
  boost::asio::post(world_.loop, [this, error] {
    const std::string why = error == EPIPE ? "its reader is gone" : std::generic_category().message(error);
    if (error != EPIPE) {
      Worsen(kExitFailed);
    }
    if (!ending_) {
      world_.complain({"cannot write", "stdout", why, "ending in order"});
    }
    End();
  });
}

void Session::End() {
  if (std::exchange(ending_, true)) {
    return;
  }
  pace_->Stop();
  end_timer_.cancel();
  fault_timers_.clear();
  if (on_ending) {
    on_ending();
  }
  TakeScreenshots();
  host_->Shutdown([this](const Summary& summary) { OnSummary(summary); });
}

void Session::TakeScreenshots() {
  if (!options_.screenshots) {
    return;
  }
  screenshots_.emplace(*options_.screenshots);
  for (const auto& [tab, page] : tabs_) {
    const auto report = reports_.find(tab);
    screenshots_->Take(*host_, tab, page, options_.host.viewport_width, options_.host.viewport_height,
                       report != reports_.end() ? &report->second : nullptr);
  }
}

// After the summary: the host counts the open descriptors at its end, and these files are not its own.
void Session::WriteScreenshots() {
  screenshots_->Write([this](std::optional<UserError> error) {
    boost::asio::post(world_.loop, [this, error = std::move(error)] {
      if (error) {
        world_.complain(*error);
        Worsen(kExitFailed);
      }
      Flush();
    });
  });
}

void Session::OnSummary(const Summary& summary) {
  const HostSummary& host = summary.host;
  const uint64_t zombies = host.zombies.value_or(0), orphans = host.orphans.value_or(0), fds = host.leaked_fds.value_or(0);
  if (zombies + orphans + fds > 0) {
    world_.complain({"host leaked", "",
                     std::to_string(zombies) + " zombies, " + std::to_string(orphans) + " orphans, " +
                         std::to_string(fds) + " descriptors",
                     "please report it"});
    Worsen(kExitFailed);
  }
  summary_given_ = true;
  if (screenshots_) {
    WriteScreenshots();
  } else {
    Flush();
  }
}

void Session::Flush() {
  const auto stop = [this] { boost::asio::post(world_.loop, [this] { world_.loop.stop(); }); };
  if (flush_output) {
    flush_output(stop);
  } else {
    stop();
  }
}

void Session::Worsen(int code) {
  exit_code_ = std::max(exit_code_, code);
}

}  // namespace bulkhead
