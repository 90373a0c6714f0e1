// AnimationCallbacks: requestAnimationFrame() of one page.
#ifndef BULKHEAD_RENDERER_SCRIPT_ANIMATION_CALLBACKS_H_
#define BULKHEAD_RENDERER_SCRIPT_ANIMATION_CALLBACKS_H_

#include <cstdint>
#include <vector>

#include "renderer/script/protected_value.h"
#include "renderer/script/script_position.h"

namespace bulkhead {

class PageScripts;

class AnimationCallbacks {
 public:
  explicit AnimationCallbacks(PageScripts& page) : page_(page) {}

  uint32_t Add(ProtectedValue function, ScriptPosition at);
  // Also one of the frame that is running, if its turn has not come.
  void Cancel(uint32_t id);
  bool empty() const { return waiting_.empty(); }
  // Those added meanwhile wait for the next frame.
  void Run(double page_time);

 private:
  struct Callback {
    uint32_t id = 0;
    ProtectedValue function;  // empty: cancelled
    ScriptPosition at;
  };

  PageScripts& page_;
  uint32_t last_id_ = 0;
  std::vector<Callback> waiting_;
  std::vector<Callback> running_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_ANIMATION_CALLBACKS_H_
