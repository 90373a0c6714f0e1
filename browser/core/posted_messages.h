// PostedMessages: what an application has posted to one generation of a tab, until the page has taken it. Keeps the order,
// waits until the page has loaded, and lets only so much be on its way that a page that takes nothing fills no queue.
#ifndef BULKHEAD_BROWSER_CORE_POSTED_MESSAGES_H_
#define BULKHEAD_BROWSER_CORE_POSTED_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace bulkhead {

class PostedMessages {
 public:
  // On their way at once: 2 MiB of the largest, half of what ends a renderer that does not read.
  static constexpr uint64_t kWindow = 64;
  // Waiting here: bytes of all of them.
  static constexpr size_t kMaxWaitingBytes = 4 * 1024 * 1024;
  static constexpr size_t kMaxWaiting = 4096;

  // False: too much waits already, and this one is not taken.
  bool Add(std::string json);
  void OnLoaded() { loaded_ = true; }
  // The page is loaded anew.
  void OnReload() { loaded_ = false; }
  // The next one to send now; nullopt: none, or not yet.
  std::optional<std::string> TakeNext();
  // The page has taken `total` so far. False: never sent, or fewer than it said before.
  bool OnTaken(uint64_t total);

  // A new generation begins. Returns how many of this one were never taken.
  uint64_t Reset();

 private:
  std::deque<std::string> waiting_;
  size_t waiting_bytes_ = 0;
  uint64_t sent_ = 0;
  uint64_t taken_ = 0;
  bool loaded_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_POSTED_MESSAGES_H_
