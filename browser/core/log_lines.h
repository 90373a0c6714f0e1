// LogLines: bytes of a renderer's log pipe in, lines fit for the browser's log out. Lines are sanitised, cut at a width
// and rationed; what is dropped is counted and told with the next line that passes. No I/O.
#ifndef BULKHEAD_BROWSER_CORE_LOG_LINES_H_
#define BULKHEAD_BROWSER_CORE_LOG_LINES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "browser/core/token_bucket.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class LogLines {
 public:
  static constexpr size_t kWidth = 512;
  static constexpr double kPerSecond = 50;
  static constexpr double kBurst = 200;

  std::vector<std::string> Feed(std::string_view bytes, TimePoint now);
  // The pipe has ended: the unfinished line, and the count of what was dropped last.
  std::vector<std::string> Finish();

  uint64_t dropped() const { return dropped_in_all_; }

 private:
  void Pass(std::string_view line, TimePoint now, std::vector<std::string>& out);
  void TellDropped(std::vector<std::string>& out);

  TokenBucket bucket_{kPerSecond, kBurst};
  std::string partial_;       // at most kWidth + 1 bytes: one more tells that it must be cut
  uint64_t dropped_ = 0;
  uint64_t dropped_in_all_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_LOG_LINES_H_
