#include "browser/cli/demo_gallery.h"

#include <algorithm>
#include <array>

#include "browser/cli/table.h"

namespace bulkhead {
namespace {

constexpr std::array kGallery = {
    Demo{"clock", Misdeed::kNever, "hands of boxes, moved sixty times a second", {}, {}},
    Demo{"particles", Misdeed::kNever, "positioned boxes drifting and bouncing", {}, {}},
    Demo{"dashboard", Misdeed::kNever, "counters and bars that never rest", {}, {}},
    Demo{"gallery", Misdeed::kNever, "PNG and JPEG pictures, decoded by workers", {}, {}},
    Demo{"article", Misdeed::kNever, "a page to read: headings, lists, a table", {}, {}},

    Demo{"runaway-loop", Misdeed::kItself, "a script that never returns", Cause::kHang, {}},
    Demo{"never-yields", Misdeed::kItself, "stuck main, page still scrolling", Cause::kHang, {}},
    Demo{"blocked-main", Misdeed::kItself, "main waits for nothing, for ever", Cause::kHang, "hang.main.block"},
    Demo{"stopped-outside", Misdeed::kStopped, "stopped by a stranger, twice", Cause::kHang, "renderer.stop"},
    Demo{"native-crash", Misdeed::kItself, "writes through a null pointer", Cause::kSignalled, "crash.segv"},
    Demo{"native-abort", Misdeed::kItself, "an assertion of its own fails", Cause::kSignalled, "crash.abort"},
    Demo{"stack-overflow", Misdeed::kItself, "calls itself without end", Cause::kSignalled, "crash.stack_overflow"},
    Demo{"memory-leak", Misdeed::kItself, "takes memory and gives none back", Cause::kOutOfMemory, "memory.leak"},
    Demo{"memory-bomb", Misdeed::kItself, "takes it as fast as it can", Cause::kOutOfMemory, "memory.bomb"},
    Demo{"silent-exit", Misdeed::kItself, "leaves without a goodbye", Cause::kExitWithoutGoodbye, "exit.silent"},
    Demo{"exit-code", Misdeed::kItself, "leaves with exit code 7", Cause::kNonZeroExit, "exit.code"},
    Demo{"wire-garbage", Misdeed::kItself, "sends bytes that are no frame", Cause::kBadMessage, "wire.garbage"},
    Demo{"wire-oversize", Misdeed::kItself, "announces a frame of 4 GiB", Cause::kBadMessage, "wire.oversize"},
    Demo{"wire-truncated", Misdeed::kItself, "half a frame, then the end", Cause::kBadMessage,
         "wire.truncate_then_close"},
    Demo{"never-reads", Misdeed::kItself, "asks and asks, reads no answer", Cause::kQuotaExceeded, "channel.never_read"},
    Demo{"killed-outside", Misdeed::kKilled, "killed by a stranger", Cause::kKilledExternally, "renderer.kill"},
    Demo{"error-storm", Misdeed::kItself, "uncaught errors, four a second", {}, {}},
};

}  // namespace

std::span<const Demo> DemoGallery() {
  return kGallery;
}

const Demo* FindDemo(std::string_view name) {
  const auto* found = std::find_if(kGallery.begin(), kGallery.end(), [&](const Demo& demo) { return demo.name == name; });
  return found == kGallery.end() ? nullptr : found;
}

std::string DemoListText() {
  Table table({"name", "what it does", "what the host should see", "injected fault"});
  for (const Demo& demo : kGallery) {
    if (&demo != kGallery.data() && (demo.misdeed == Misdeed::kNever) != ((&demo - 1)->misdeed == Misdeed::kNever)) {
      table.AddGap();
    }
    table.AddRow({std::string(demo.name), std::string(demo.what),
                  demo.expected                     ? std::string(NameOf(*demo.expected))
                  : demo.misdeed == Misdeed::kNever ? "a healthy page"
                                                    : "errors; the page lives",
                  std::string(demo.fault)});
  }
  std::string text;
  for (const std::string& line : table.Lines(TextStyle{.colour = false, .ascii = true})) {
    text += line + "\n";
  }
  return text + "\nbulkhead demo runs all of them; bulkhead demo NAME... some; bulkhead run --enable-faults demo:NAME one, like any\n"
                "page. Then nobody strikes from outside: add --fault 3s:1:renderer.kill, or renderer.stop.\n";
}

}  // namespace bulkhead
