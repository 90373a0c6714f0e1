// TabAnswer: what a host says to a request about one tab, which may be dead, or may never have been.
#ifndef BULKHEAD_BROWSER_HOST_TAB_ANSWER_H_
#define BULKHEAD_BROWSER_HOST_TAB_ANSWER_H_

#include <string_view>

namespace bulkhead {

enum class TabAnswer {
  kDone,
  kNoSuchTab,
  kNotAlive,   // gone, waiting to be restarted, given up, or closed
  kEnding,     // the host is
  kNotJson,
  kTooLarge,
  kTooMany,    // the page takes them too slowly
  kFaultsOff,  // HostOptions::injecting
};
// "done", "no such tab", ...: words for a message.
std::string_view NameOf(TabAnswer answer);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_ANSWER_H_
