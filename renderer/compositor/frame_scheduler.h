// FrameScheduler: when one page asks main for a frame, when it draws, and when it must be woken. Pure: time is passed in,
// nothing is done, everything is said.
//
// Each tick (1/60 s, see TickSchedule) has room for one BeginFrame and one drawn frame per page. Both happen as soon as they
// can: a page at rest that changes is served at once, not at the next tick, and a commit whose tiles are ready a
// millisecond after the tick is drawn then. Only when the room of a tick is used up does the page wait for the next one,
// and only then is a timer needed: a page that waits for main, for workers or for a credit is driven by their answer, so
// nothing runs while nothing can be done.
//
// Due: a tick counts as due when in it the page had something to show or wanted to animate: damage, smooth scroll, a main
// frame asked for and not answered. Ticks slept through count too, by arithmetic; so a page whose main thread hangs shows
// due rising and presented standing still. A BeginFrame answered with "nothing changed" was not due after all.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_FRAME_SCHEDULER_H_
#define BULKHEAD_RENDERER_COMPOSITOR_FRAME_SCHEDULER_H_

#include <cstdint>
#include <optional>

#include "ipc/os/clock.h"
#include "renderer/compositor/tick_schedule.h"

namespace bulkhead {

// How far the next picture is.
enum class PictureState {
  kCurrent,    // what is shown is what there is
  kRastering,  // it changed; its tiles are not there yet
  kReady,      // it changed and can be drawn now
};

class FrameScheduler {
 public:
  struct Action {
    // Ask main for a frame of this time now; the scheduler counts it as asked.
    std::optional<TimePoint> begin_frame;
    // Draw now, then call OnDrawn(). While scrolling it means: move to the offset of `tick_time`, then draw if its
    // tiles are there, else say set_picture(kRastering).
    bool draw = false;
    TimePoint tick_time;
    // Nothing more can be done before this; nullopt: not before the next input.
    std::optional<TimePoint> wake;
  };
  // What a frame says about itself; see FrameReady in proto/frames.proto.
  struct Stamp {
    uint64_t sequence = 0;
    uint64_t due = 0;
    bool run_start = false;
  };

  explicit FrameScheduler(TickSchedule schedule) : schedule_(schedule) {}

  // A ring came (or another): all `buffers` are free.
  void OnRing(int buffers, TimePoint now);
  void OnCredit(TimePoint now);
  void RequestMainFrame(TimePoint now);
  // Main answered, or committed unasked. `changed`: there is something new; `animating`: it wants the next tick too. Call
  // set_picture() after it.
  void OnAnswer(bool changed, bool animating, TimePoint now);
  void set_picture(PictureState state, TimePoint now);
  // What changed cannot be seen: this tick needs no frame after all.
  void OnNothingToShow(TimePoint now);
  // Told to draw while scrolling, but no pixel moved: the next chance is the next tick.
  void OnScrollStoodStill(TimePoint now);
  void set_scrolling(bool scrolling, TimePoint now);
  // A commit waits behind one that is being rastered: main may not run further ahead.
  void set_commit_waiting(bool waiting) { commit_waiting_ = waiting; }

  Action Poll(TimePoint now);
  Stamp OnDrawn(TimePoint now);

  // Counts so far, up to `now`.
  uint64_t due(TimePoint now);
  uint64_t presented() const { return presented_; }
  int free_buffers() const { return free_buffers_; }
  PictureState picture() const { return picture_; }
  // Nothing is wanted, asked for or under way.
  bool at_rest() const { return !Wanted(); }

 private:
  bool Wanted() const;
  bool IsDue() const { return has_ring_ && Wanted(); }
  // Counts the due ticks that have passed whole.
  void CountPassed(TimePoint now);
  // This tick had nothing to show.
  void SettleTick(TimePoint now);
  // Around a change of inputs: `before` is IsDue() as it was.
  void AfterChange(bool before, TimePoint now);

  const TickSchedule schedule_;
  bool has_ring_ = false;
  int free_buffers_ = 0;
  bool main_wanted_ = false;
  bool main_asked_ = false;
  bool commit_waiting_ = false;
  bool scrolling_ = false;
  bool had_commit_ = false;
  PictureState picture_ = PictureState::kCurrent;

  static constexpr int64_t kNever = INT64_MIN;
  int64_t begun_tick_ = kNever;   // the tick whose BeginFrame is spent
  int64_t drawn_tick_ = kNever;   // ... whose drawn frame is spent
  int64_t counted_tick_ = kNever; // ... up to which due_ is settled
  TimePoint due_since_{};
  bool run_start_ = true;
  uint64_t due_ = 0;
  uint64_t presented_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_FRAME_SCHEDULER_H_
