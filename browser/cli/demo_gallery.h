// The gallery: every page in tools/demos/, what it does, and what the host should see of it.
#ifndef BULKHEAD_BROWSER_CLI_DEMO_GALLERY_H_
#define BULKHEAD_BROWSER_CLI_DEMO_GALLERY_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "browser/core/cause.h"

namespace bulkhead {

// How a demo fails; kNever: a healthy page.
enum class Misdeed {
  kNever,
  kItself,   // the page does it
  kKilled,   // SIGKILL from outside: renderer.kill
  kStopped,  // SIGSTOP from outside, again each time it was continued: renderer.stop
};

struct Demo {
  std::string_view name;  // NAME.html
  Misdeed misdeed = Misdeed::kNever;
  std::string_view what;          // one line: what it shows or does
  std::optional<Cause> expected;  // nullopt: it lives to the end
  std::string_view fault;         // the injected fault; empty: any page could do this
};

std::span<const Demo> DemoGallery();
// Null if there is none of that name.
const Demo* FindDemo(std::string_view name);
// `bulkhead demo --list`, with a final newline.
std::string DemoListText();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DEMO_GALLERY_H_
