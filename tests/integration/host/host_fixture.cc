#include "tests/integration/host/host_fixture.h"

#include <unistd.h>

#include <fstream>
#include <sstream>

#include <boost/asio/steady_timer.hpp>

#include "tests/support/program_paths.h"

namespace bulkhead {

HostFixture::HostFixture() {
  loop_.emplace(1);
}

HostFixture::~HostFixture() {
  if (host_ && !summary_) {
    Shutdown();
  }
  host_.reset();
  loop_.reset();
  EXPECT_EQ(Census::Take(), before_);
}

HostOptions HostFixture::Options() {
  HostOptions options;
  options.renderer_program = RendererProgram();
  options.sandbox = SandboxMode::kBestEffort;
  options.viewport_width = 320;
  options.viewport_height = 240;
  return options;
}

void HostFixture::Start(HostOptions options) {
  if (options.renderer_program.empty()) {
    const HostOptions defaults = Options();
    options.renderer_program = defaults.renderer_program;
    options.sandbox = defaults.sandbox;
    options.viewport_width = defaults.viewport_width;
    options.viewport_height = defaults.viewport_height;
  }
  options.owns_process = true;
  UserError error;
  host_ = Host::Create(*loop_, std::move(options), clock_, [this](const Event& event) { events_.push_back(event); }, &error);
  ASSERT_TRUE(host_) << error.Line();
  host_->on_fatal = [this](const UserError& fatal) { fatal_ = fatal; };
}

TabId HostFixture::Open(const std::string& name, std::string_view html) {
  PageSource page;
  page.label = name;
  page.file = directory_.Write(name, html);
  page.directory = page.file.parent_path();
  page.site = page.directory.string();
  UserError error;
  const std::optional<TabId> tab = host_->Open(page, &error);
  EXPECT_TRUE(tab) << error.Line();
  return tab.value_or(0);
}

bool HostFixture::RunUntil(const std::function<bool()>& done, Duration bound) {
  const TimePoint end = clock_.Now() + bound;
  // The host's own tick keeps the loop from ever running dry; run_one_until() is only there for the bound.
  while (!done()) {
    if (clock_.Now() >= end || fatal_) {
      ADD_FAILURE() << "not within its bound" << (fatal_ ? ": " + fatal_->Line() : "");
      return false;
    }
    loop_->run_one_until(end);
  }
  return true;
}

bool HostFixture::RunUntilState(TabId tab, TabState state, Duration bound) {
  const bool reached = RunUntil([&] { return host_->state(tab) == state; }, bound);
  EXPECT_TRUE(reached) << Story(tab);
  return reached;
}

Summary HostFixture::Shutdown() {
  host_->Shutdown([this](const Summary& summary) { summary_ = summary; });
  RunUntil([this] { return summary_.has_value(); });
  return summary_.value_or(Summary{});
}

std::string HostFixture::Story(TabId tab) const {
  std::string story;
  for (const Event& event : events_) {
    const auto add = [&](TabId id, std::string_view word) {
      if (id == tab) {
        story += (story.empty() ? "" : " ") + std::string(word);
      }
    };
    std::visit(
        [&](const auto& body) {
          using Body = std::decay_t<decltype(body)>;
          if constexpr (std::is_same_v<Body, TabStarting>) {
            add(body.tab, "starting");
          } else if constexpr (std::is_same_v<Body, TabLive>) {
            add(body.tab, "live");
          } else if constexpr (std::is_same_v<Body, TabUnresponsive>) {
            add(body.tab, "unresponsive");
          } else if constexpr (std::is_same_v<Body, TabResponsive>) {
            add(body.tab, "responsive");
          } else if constexpr (std::is_same_v<Body, TabGone>) {
            add(body.tab, NameOf(body.cause));
          } else if constexpr (std::is_same_v<Body, TabRestarting>) {
            add(body.tab, "restarting");
          } else if constexpr (std::is_same_v<Body, TabGaveUp>) {
            add(body.tab, "gave_up");
          } else if constexpr (std::is_same_v<Body, TabClosed>) {
            add(body.tab, "closed");
          }
        },
        event.body);
  }
  return story;
}

std::vector<pid_t> HostFixture::ChildrenOf(pid_t pid) const {
  std::vector<pid_t> children;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    std::ifstream list(task.path() / "children");
    pid_t child = 0;
    while (list >> child) {
      children.push_back(child);
    }
  }
  return children;
}

pid_t HostFixture::InitPid() const {
  const std::vector<pid_t> children = ChildrenOf(::getpid());
  return children.empty() ? 0 : children.front();
}

}  // namespace bulkhead
