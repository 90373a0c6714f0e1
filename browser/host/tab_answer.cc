#include "browser/host/tab_answer.h"

namespace bulkhead {

std::string_view NameOf(TabAnswer answer) {
  switch (answer) {
    case TabAnswer::kDone:
      return "done";
    case TabAnswer::kNoSuchTab:
      return "no such tab";
    case TabAnswer::kNotAlive:
      return "the tab has no page";
    case TabAnswer::kEnding:
      return "the host is ending";
    case TabAnswer::kNotJson:
      return "not one JSON text";
    case TabAnswer::kTooLarge:
      return "more than 32 KiB";
    case TabAnswer::kTooMany:
      return "too many wait for the page";
    case TabAnswer::kFaultsOff:
      return "faults are off in this host";
  }
  return "";
}

}  // namespace bulkhead
