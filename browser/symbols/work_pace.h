// WorkPace: how a thread that nobody waits for leaves a processor to those that draw. Asked between the steps of its work, it
// sleeps for twice what they took: being nice does not help, since a thread and the browser's main thread are one to the
// scheduler when it weighs them against the renderers, and what the one has taken the other has to wait for.
// One thread's own.
#ifndef BULKHEAD_BROWSER_SYMBOLS_WORK_PACE_H_
#define BULKHEAD_BROWSER_SYMBOLS_WORK_PACE_H_

#include <chrono>
#include <functional>

namespace bulkhead {

class WorkPace {
 public:
  using Time = std::chrono::nanoseconds;
  // Less than this is not worth a sleep; more sleep than that helps nobody (a debug build's module takes a second to read).
  static constexpr Time kLeast = std::chrono::milliseconds(2);
  static constexpr Time kLongestRest = std::chrono::milliseconds(20);

  // Processor time of the calling thread, and real sleep.
  WorkPace();
  WorkPace(std::function<Time()> used, std::function<void(Time)> sleep);

  void Rest();

 private:
  std::function<Time()> used_;
  std::function<void(Time)> sleep_;
  Time rested_at_;  // what had been used then
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_WORK_PACE_H_
