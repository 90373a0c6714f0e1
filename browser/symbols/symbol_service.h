// SymbolService: one named thread that gives stacks their names, so that the loop never waits for debug information. Each
// request ends exactly once: with names, or at its deadline and when told to give up with those that are known by then, or
// at once without any when too many wait.
//
// Lives on the loop's thread; its own is made with the first request: most hosts never see a crash.
#ifndef BULKHEAD_BROWSER_SYMBOLS_SYMBOL_SERVICE_H_
#define BULKHEAD_BROWSER_SYMBOLS_SYMBOL_SERVICE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/core/stack.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class SymbolService {
 public:
  using Done = std::function<void(std::vector<NamedStack>)>;

  SymbolService(boost::asio::io_context& loop, const Clock& clock) : loop_(loop), clock_(clock) {}
  ~SymbolService();
  SymbolService(const SymbolService&) = delete;
  SymbolService& operator=(const SymbolService&) = delete;

  enum class Haste { kNames, kNoNames };
  // `done` runs on the loop, never from inside Name().
  void Name(std::vector<RawStack> stacks, Done done, Haste haste = Haste::kNames);
  // Ends requests past their deadline.
  void Tick(TimePoint now);
  // Ends all requests now.
  void GiveUp();
  bool idle() const { return pending_.empty(); }

  // The first stack of a large program on a cold disk and a busy machine takes a second.
  static constexpr Duration kDeadline = std::chrono::seconds(5);
  // More deaths at once than a host has tabs.
  static constexpr size_t kMostWaiting = 128;

 private:
  // Of one request, as far as they are known.
  struct Names {
    std::mutex mutex;
    std::vector<NamedStack> stacks;  // guarded by mutex
  };
  struct Job {
    uint64_t id = 0;
    std::vector<RawStack> stacks;
    std::shared_ptr<Names> names;
  };
  struct Pending {
    std::shared_ptr<Names> names;
    Done done;
    TimePoint deadline;
  };
  // False: too many wait.
  bool Queue(Job job);
  void StartThread();
  void Run();
  void PostFinish(uint64_t id);
  // With the names that are known now.
  void Finish(uint64_t id);
  void FinishInVain(uint64_t id);

  boost::asio::io_context& loop_;
  const Clock& clock_;
  std::map<uint64_t, Pending> pending_;  // loop's thread; ids rise with their deadlines
  uint64_t last_id_ = 0;
  std::shared_ptr<char> life_ = std::make_shared<char>();

  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;  // guarded by mutex_
  std::thread thread_;    // last: it uses all of the above
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_SYMBOL_SERVICE_H_
