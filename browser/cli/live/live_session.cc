#include "browser/cli/live/live_session.h"

#include <algorithm>
#include <chrono>
#include <cerrno>
#include <utility>
#include <variant>

#include <boost/asio/steady_timer.hpp>

#include "browser/cli/demo_gallery.h"
#include "browser/cli/live/live_table.h"
#include "browser/cli/live/stderr_lines.h"
#include "browser/cli/live/terminal_screen.h"
#include "browser/cli/page_session.h"

namespace bulkhead {
namespace {

// Often enough to watch, seldom enough to cost nothing beside a renderer.
constexpr Duration kSampleEvery = std::chrono::milliseconds(500);
// Events come in bursts: one painting for all that come within this.
constexpr Duration kPaintDelay = std::chrono::milliseconds(40);

// The table and its terminal.
class Live final : private TerminalScreen::Client {
 public:
  Live(World& world, LiveTable::Actions actions)
      : actions_(std::move(actions)),
        table_(world.output_style, world.clock, actions_),
        stderr_(world.loop, [this](const std::string& line) { OnMessage(line); }),
        screen_(world.loop, *this),
        sample_timer_(world.loop),
        paint_timer_(world.loop) {}

  bool Open() { return screen_.Open(); }
  void Attach(Host& host) {
    table_.Attach(host);
    ScheduleSample();
  }
  void OnEvent(const Event& event) {
    table_.OnEvent(event);
    Touch();
  }
  void OnMessage(const std::string& line) {
    table_.OnMessage(line);
    Touch();
  }
  // The terminal is somebody else's from here on.
  void Leave() {
    sample_timer_.cancel();
    paint_timer_.cancel();
    screen_.Leave();
  }

 private:
  void OnKey(const Key& key) override {
    table_.OnKey(key);
    Touch();
  }
  void OnScreenChanged() override { screen_.Paint(table_.Draw(screen_.size())); }
  void OnEnter() override { stderr_.Take(); }
  void OnLeft() override { stderr_.GiveBack(); }
  void OnTerminalClosed() override { actions_.end(); }
  void ScheduleSample() {
    sample_timer_.expires_after(kSampleEvery);
    sample_timer_.async_wait([this](const ErrorCode& error) {
      if (!error) {
        table_.Sample();
        Touch();
        ScheduleSample();
      }
    });
  }
  // Paints soon.
  void Touch() {
    if (std::exchange(touched_, true)) {
      return;
    }
    paint_timer_.expires_after(kPaintDelay);
    paint_timer_.async_wait([this](const ErrorCode& error) {
      touched_ = false;
      if (!error) {
        OnScreenChanged();
      }
    });
  }

  const LiveTable::Actions actions_;
  LiveTable table_;
  StderrLines stderr_;
  TerminalScreen screen_;
  boost::asio::steady_timer sample_timer_;
  boost::asio::steady_timer paint_timer_;
  bool touched_ = false;
};

}  // namespace

std::optional<int> RunLive(World& world,
                           const SessionOptions& options,
                           const std::vector<PageSource>& pages,
                           size_t refused,
                           const std::filesystem::path& demo_directory,
                           const std::string& message) {
  Session* session = nullptr;
  LiveTable::Actions actions;
  actions.open = [&](const std::string& name) -> std::optional<std::string> {
    UserError error;
    const std::optional<PageSource> page = FindPage(name, demo_directory, &error);
    return page && session->Open(*page, &error) ? std::nullopt : std::optional(error.Line());
  };
  actions.end = [&] { session->End(); };
  for (const Demo& demo : DemoGallery()) {
    actions.pages.push_back("demo:" + std::string(demo.name));
  }
  Live live(world, std::move(actions));
  live.OnMessage(message);
  if (!live.Open()) {
    return std::nullopt;
  }
  const auto watch = [&](const Event& event, EventPrinter& printer) {
    live.OnEvent(event);
    if (std::holds_alternative<Summary>(event.body)) {
      live.Leave();
      printer.Print(event);
    }
  };
  const int code = RunPages(world, options, pages, refused, watch, [&](Session& made) {
    session = &made;
    made.on_started = [&](Host& host) { live.Attach(host); };
  });
  live.Leave();
  return code;
}

}  // namespace bulkhead
