// SandboxVerifier: looks at a renderer's sandbox from outside, once it says that it is ready and before anything is sent to
// it. What has to be seen is what the compartment says is applied, less what outside strict a renderer says it does without.
//
// On the loop's thread. A look at a new process takes 0.13 ms with five threads, 0.08 ms again (seven small files that the
// kernel makes up; busy 2-core machine, Linux 6.18); the very first in a browser 0.3-0.7 ms. One a renderer.
#ifndef BULKHEAD_BROWSER_HOST_SANDBOX_VERIFIER_H_
#define BULKHEAD_BROWSER_HOST_SANDBOX_VERIFIER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "browser/core/cause.h"
#include "browser/core/layer_states.h"
#include "browser/core/sandbox_check.h"
#include "browser/host/browser_log.h"
#include "browser/host/host_options.h"
#include "ipc/os/result.h"

namespace bulkhead {

// Of process `pid`. Errors: ENOENT where it is gone or hidden, and what else open(2) and read(2) say.
Result<SandboxSight> ReadSandbox(int pid);

class SandboxVerifier {
 public:
  using Reader = std::function<Result<SandboxSight>(int pid)>;

  // `log` outlives it.
  SandboxVerifier(SandboxMode mode, const BrowserLog& log, Reader read);

  // What the compartment says that renderers are made in from now on.
  void SetLayers(LayerStates layers) { layers_ = std::move(layers); }

  struct Verdict {
    enum class Kind {
      kVerified,  // or not to be seen, where that is no reason to stop
      kUnsettled, // it may be ending: look again, or wait for its end
      kFailed,    // `death`
    };
    Kind kind = Kind::kVerified;
    std::optional<Death> death;
  };
  // `threads`: as Hello counts them. `missing`: layers that the renderer says it does without. `last`: what is unsettled now
  // has failed.
  Verdict Verify(int pid, uint32_t threads, const LayerStates& missing, bool last);

 private:
  const SandboxMode mode_;
  const BrowserLog& log_;
  const Reader read_;
  LayerStates layers_;
  bool warned_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_SANDBOX_VERIFIER_H_
