// FirstWords: host.start comes before every other event, and says which layers of the sandbox are applied. What happens
// before that is known is kept and told right after it.
#ifndef BULKHEAD_BROWSER_HOST_FIRST_WORDS_H_
#define BULKHEAD_BROWSER_HOST_FIRST_WORDS_H_

#include <deque>
#include <string>

#include "browser/core/layer_states.h"
#include "browser/host/events.h"
#include "browser/host/host.h"
#include "browser/host/host_options.h"

namespace bulkhead {

class FirstWords {
 public:
  FirstWords(Host::EventSink sink, const HostOptions& options);

  // init's word about the layers, at `t` seconds. In best-effort it is not the last: a renderer goes on where it is refused
  // something, and the first one knows what that was.
  void OnCompartmentReady(const LayerStates& layers, double t);
  // A renderer that is live has nothing of `missing`.
  void OnRenderer(const LayerStates& missing, double t);
  // Nothing better will be known.
  void Announce(double t);

  void Emit(Event event);
  bool announced() const { return announced_; }

 private:
  const Host::EventSink sink_;
  const SandboxMode mode_;
  const std::string model_;
  LayerStates layers_;  // empty before the first compartment is ready
  bool announced_ = false;
  std::deque<Event> held_;  // until then
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_FIRST_WORDS_H_
