// Opens a page in a sandboxed renderer process of its own, says what becomes of it, and ends when it has been drawn or is gone.
#include <cstdio>
#include <memory>
#include <optional>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <bulkhead/host.h>

int main(int argc, char** argv) {
  using namespace bulkhead;
  if (argc != 2) {
    std::fprintf(stderr, "usage: hello_host PAGE.html\n");
    return 2;
  }
  UserError error;
  const auto fail = [](const UserError& why) {
    std::fprintf(stderr, "%s\n", why.Line().c_str());
    return 2;
  };
  const std::optional<PageSource> page = FindPage(argv[1], {}, &error);
  if (!page) {
    return fail(error);
  }
  boost::asio::io_context loop;
  std::unique_ptr<Host> host;
  bool failed = false;
  const auto end = [&] {
    host->Shutdown([&](const Summary&) { loop.stop(); });
  };
  const auto on_event = [&](const Event& event) {
    if (const auto* live = std::get_if<TabLive>(&event.body)) {
      std::printf("live in process %d after %.0f ms\n", live->pid, live->startup_ms);
    } else if (const auto* line = std::get_if<ConsoleEvent>(&event.body)) {
      std::printf("the page says: %s\n", line->text.c_str());
    } else if (std::get_if<TabFirstFrame>(&event.body) != nullptr) {
      std::printf("drawn\n");
      end();
    } else if (const auto* gone = std::get_if<TabGone>(&event.body)) {
      std::printf("gone: %.*s\n", static_cast<int>(NameOf(gone->cause).size()), NameOf(gone->cause).data());
      failed = true;
      end();
    }
  };
  HostOptions options;
  options.renderer_program = BULKHEAD_RENDERER_PROGRAM;  // where the package is installed
  options.restart.mode = RestartMode::kNever;
  host = Host::Create(loop, options, on_event, &error);
  if (!host || !host->Open(*page, &error)) {
    return fail(error);
  }
  host->on_fatal = [&](const UserError& why) { failed = fail(why) != 0; loop.stop(); };
  loop.run();
  return failed ? 1 : 0;
}
