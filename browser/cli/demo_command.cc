#include "browser/cli/demo_command.h"

#include <signal.h>

#include <map>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "browser/cli/cause_words.h"
#include "browser/cli/demo_gallery.h"
#include "browser/cli/demo_story.h"
#include "browser/cli/page_session.h"

namespace bulkhead {
namespace {

// All strikes fall within 4 s of the first frame; the slowest verdict (a peer that never reads: 5 s) comes 3 s before this.
constexpr Duration kDemoDuration = std::chrono::seconds(10);
// Between one page and the next. A page that starts alone shows a frame after 25 ms.
constexpr Duration kLongestPause = std::chrono::milliseconds(100);
// As long as the countdown of the pages that strike by themselves.
constexpr Duration kOutsideStrike = std::chrono::milliseconds(2200);

// The stranger: kills and stops renderers from outside, as the gallery says.
class Stranger {
 public:
  Stranger(World& world, const DemoWorld& demo_world, const DemoStory& story)
      : world_(world), demo_world_(demo_world), story_(story) {}

  void OnEvent(const Event& event) {
    if (const auto* live = std::get_if<TabLive>(&event.body)) {
      pids_[live->tab] = live->pid;
    } else if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
      ScheduleStrike(frame->tab);
    } else if (const auto* back = std::get_if<TabResponsive>(&event.body)) {
      // Continued by the host, which does that once.
      const Demo* demo = story_.DemoOf(back->tab);
      if (demo != nullptr && demo->misdeed == Misdeed::kStopped) {
        Strike(back->tab, SIGSTOP);
      }
    } else if (const auto* gone = std::get_if<TabGone>(&event.body)) {
      pids_.erase(gone->tab);
    }
  }

 private:
  void ScheduleStrike(TabId tab) {
    const Demo* demo = story_.DemoOf(tab);
    if (demo == nullptr || (demo->misdeed != Misdeed::kKilled && demo->misdeed != Misdeed::kStopped)) {
      return;
    }
    const int signal = demo->misdeed == Misdeed::kKilled ? SIGKILL : SIGSTOP;
    boost::asio::steady_timer& timer = *timers_.emplace_back(std::make_unique<boost::asio::steady_timer>(world_.loop));
    timer.expires_after(kOutsideStrike);
    timer.async_wait([this, tab, signal](const ErrorCode& error) {
      if (!error) {
        Strike(tab, signal);
      }
    });
  }

  void Strike(TabId tab, int signal) {
    if (const auto found = pids_.find(tab); found != pids_.end()) {
      demo_world_.signal_process(found->second, signal);
    }
  }

  World& world_;
  const DemoWorld& demo_world_;
  const DemoStory& story_;
  std::map<TabId, int> pids_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> timers_;
};

std::vector<const Demo*> Chosen(const std::vector<std::string>& names, UserError* error) {
  std::vector<const Demo*> demos;
  for (const std::string& name : names) {
    const Demo* demo = FindDemo(name);
    if (demo == nullptr) {
      *error = {"usage", name, "no such demo", "'bulkhead demo --list' shows them"};
      return {};
    }
    demos.push_back(demo);
  }
  if (names.empty()) {
    for (const Demo& demo : DemoGallery()) {
      demos.push_back(&demo);
    }
  }
  return demos;
}

std::string Opening(const std::vector<const Demo*>& demos, const HostOptions& host) {
  size_t healthy = 0;
  for (const Demo* demo : demos) {
    healthy += demo->misdeed == Misdeed::kNever ? 1 : 0;
  }
  const auto seconds = [](Duration duration) {
    const std::string text = FixedText(std::chrono::duration<double>(duration).count(), 1);
    return (text.ends_with(".0") ? text.substr(0, text.size() - 2) : text) + " s";
  };
  const size_t misbehaving = demos.size() - healthy;
  return "Opening " + std::to_string(healthy) + " healthy and " + std::to_string(misbehaving) + " misbehaving page" +
         (misbehaving == 1 ? "" : "s") + ". A hang is warned of after " + seconds(host.hang.warn) + " and killed after " +
         seconds(host.hang.kill) + "; a tab may have " + std::to_string(host.memory_limit_bytes >> 20) + " MiB.";
}

}  // namespace

int DemoCommand(World& world, const DemoWorld& demo_world, const DemoArguments& arguments) {
  UserError error;
  const std::vector<const Demo*> demos = Chosen(arguments.names, &error);
  if (demos.empty()) {
    world.complain(error);
    return kExitUsage;
  }
  std::vector<PageSource> pages;
  for (const Demo* demo : demos) {
    std::optional<PageSource> page = FindPage("demo:" + std::string(demo->name), demo_world.directory, &error);
    if (!page) {
      // The numbers of the tabs are those of the gallery: without one page nothing would fit.
      world.complain(error);
      return kExitFailed;
    }
    pages.push_back(*std::move(page));
  }
  SessionOptions options = arguments.session;
  if (!options.duration) {
    options.duration = kDemoDuration;
  }
  options.page_pause = kLongestPause;
  DemoStory story(demos, world.output_style);
  Stranger stranger(world, demo_world, story);
  bool opened = false;
  return RunPages(world, options, pages, 0, [&](const Event& event, EventPrinter& printer) {
    story.Note(event);
    stranger.OnEvent(event);
    if (printer.json()) {
      printer.Print(event);
      return;
    }
    if (!std::exchange(opened, true)) {
      printer.PrintText(Opening(demos, options.host));
    }
    if (const std::optional<std::string> line = story.Progress(event)) {
      printer.PrintText(*line);
    }
    if (std::holds_alternative<Summary>(event.body)) {
      for (const std::string& line : story.Report()) {
        printer.PrintText(line);
      }
    }
  });
}

}  // namespace bulkhead
