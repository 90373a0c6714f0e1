// PageReports: what pages say to the world, on its way up the control channel: console lines, errors, titles, messages. Cut to what
// the messages hold, made valid UTF-8, and kept below their rates, so that no page can make its own process look hostile.
//
// Everything is written to the socket at once, not at the end of the turn: the line that a script prints before it hangs
// is the one that its author wants to see. (The rates below bound what that costs.)
#ifndef BULKHEAD_RENDERER_THREADS_PAGE_REPORTS_H_
#define BULKHEAD_RENDERER_THREADS_PAGE_REPORTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ipc/channel.h"
#include "renderer/page/page_client.h"
#include "ipc/rate_limiter.h"

namespace bulkhead {

// A quarter of the contract: an honest page is told about its own limit, never about the browser's.
inline constexpr RateLimit kConsoleLimit{500, 1000};
inline constexpr RateLimit kScriptErrorLimit{500, 1000};
inline constexpr RateLimit kTitleLimit{20, 40};
inline constexpr RateLimit kMessageLimit{100, 200};
inline constexpr RateLimit kTakenLimit{100, 200};

// Bytes of UTF-8; together with the message's other fields below its max_bytes (a test computes it).
inline constexpr size_t kMaxConsoleText = 7 * 1024;
inline constexpr size_t kMaxErrorText = 2 * 1024;
inline constexpr size_t kMaxStackText = 5 * 1024;
inline constexpr size_t kMaxSourceText = 512;
inline constexpr size_t kMaxTitleText = 1024;
inline constexpr size_t kMaxMessageText = 32 * 1024;
inline constexpr int kMaxMessageDepth = 32;  // Boost.JSON's own limit, by which the browser reads it

// The browser does not read (asleep, or starved): beyond this, and beyond a burst of each kind, lines are dropped and
// counted rather than kept. Not only for the memory: all of it arrives at once when the browser goes on, and what arrives
// at once must fit the message's own burst.
inline constexpr size_t kMaxReportBacklog = 256 * 1024;

class PageReports {
 public:
  // Both outlive it.
  PageReports(Channel& channel, const Clock& clock) : channel_(channel), clock_(clock) {}

  void Console(uint32_t page, const ConsoleLine& line);
  void Error(uint32_t page, const PageError& error);
  // The latest wins where they come too fast.
  void Title(uint32_t page, std::string_view title);
  void Loaded(uint32_t page, uint32_t document);
  // A message of the page for the application: sent, or words why not. Never cut, never dropped in silence.
  std::optional<std::string> PostMessage(uint32_t page, std::string json);
  // One more message from the application was handed to the page. Told in sums, where they come fast.
  void MessageTaken(uint32_t page);
  void ForgetPage(uint32_t page);

  // Sends what had to wait: a count of dropped lines, a last title. The owner calls it at NextAt().
  void Pump();
  std::optional<TimePoint> NextAt() const;

 private:
  struct PageState {
    uint64_t dropped_lines = 0;
    uint64_t dropped_errors = 0;
    TimePoint told_at{};  // last count of dropped ones
    std::optional<std::string> waiting_title;
    uint64_t messages_taken = 0;
    uint64_t messages_told = 0;
  };
  struct Lane {
    explicit Lane(RateLimit lane_limit) : limit(lane_limit), limiter(lane_limit) {}
    const RateLimit limit;
    RateLimiter limiter;
    uint32_t unwritten = 0;  // sent since everything was last in the socket
  };
  bool MaySend(Lane& lane);
  template <class Message>
  void Send(Lane& lane, const Message& message);
  void TellDropped(uint32_t page, PageState& state);
  void SendConsole(uint32_t page, const ConsoleLine& line);

  Channel& channel_;
  const Clock& clock_;
  Lane console_{kConsoleLimit};
  Lane errors_{kScriptErrorLimit};
  Lane titles_{kTitleLimit};
  Lane messages_{kMessageLimit};
  Lane taken_{kTakenLimit};
  std::map<uint32_t, PageState> pages_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_PAGE_REPORTS_H_
