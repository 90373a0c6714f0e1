// What the steps from stage 0 to a renderer share, and how one step is written, refused and reported.
#ifndef BULKHEAD_RENDERER_PROCESS_START_UP_H_
#define BULKHEAD_RENDERER_PROCESS_START_UP_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ipc/os/unique_fd.h"
#include "renderer/page/page.h"
#include "renderer/probe/memory_scan.h"
#include "renderer/process/call_listeners.h"
#include "renderer/process/layer_book.h"
#include "renderer/sandbox/filter_program.h"
#include "spawn.pb.h"

namespace bulkhead {

// The descriptors that the browser gives stage 0, and that init and the zygote keep.
inline constexpr int kInitSocket = 3;
inline constexpr int kZygoteSocket = 4;

// One chain of processes: filled by stage 0 and init, inherited by fork.
struct StartUp {
  spawn::Config config;
  LayerBook layers;
  std::vector<spawn::Step> steps;      // done so far
  uid_t outer_uid = 0;                 // as the browser's user namespace sees it
  gid_t outer_gid = 0;
  uint64_t namespaces = 0;             // CLONE_NEW… flags that init was made with
  pid_t init_pid = 0;                  // stage 0: of the new init; init and below: in its own PID namespace
  UniqueFd init_pidfd;                 // stage 0 only
  std::vector<spawn::Module> modules;
  std::unique_ptr<PageEngine> engine;  // from the warm-up on
  InheritedMemory probed_memory;       // after the warm-up, of a compartment that probes
  std::vector<int> engine_descriptors; // opened by the engine, kept under their numbers
  FilterProgram filter;                // what every renderer installs last; empty: none
  ListenerSockets listeners;           // in learning mode
  UniqueFd landlock;                   // the ruleset that every renderer enters
  uint64_t mapped_bytes = 0;           // address space of the warm process; 0: not known

  bool strict() const { return config.mode() == spawn::Config::STRICT; }
  bool off() const { return config.mode() == spawn::Config::OFF; }
  bool Disabled(const std::string& layer) const;
};

// How one step went.
struct StepResult {
  enum class Kind { kDone, kSkipped, kFailed };
  Kind kind = Kind::kDone;
  int error = 0;
  std::string why;

  static StepResult Done() { return {}; }
  // Does not apply here; `why` becomes its layer's state.
  static StepResult Skipped(std::string why) { return {Kind::kSkipped, 0, std::move(why)}; }
  static StepResult Failed(int error, std::string why) { return {Kind::kFailed, error, std::move(why)}; }
};

enum class Need {
  kRequired,  // nothing works without it: its failure ends the start-up in every mode
  kKept,      // as required, also when the sandbox is off; only an option leaves it out, for study
  kLayer,     // a layer of the sandbox: required in strict, left out in off, tried in best-effort
  kHelpful,   // required in strict, tried in the other modes
};

template <class Context>
struct Step {
  const char* name;                // at most 14 bytes: a paused process shows it as its name
  const char* layer;               // nullptr: no layer of its own
  Need need;
  StepResult (*run)(Context&);     // nullptr: the layer is not built yet
};

// Says which steps begin, end and fail, in the way that a kind of process has for it.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void OnStep(const char* name) = 0;
  virtual void OnStepDone(const char* name) = 0;
  [[noreturn]] virtual void OnStepFailed(const char* name, const StepResult& result) = 0;
};

// Whether `layer` is left out, with its state noted.
bool LeftOut(StartUp& start_up, const char* layer, Need need);
// After a step that did not fail the start-up: its layer's state.
void NoteLayer(StartUp& start_up, const char* layer, const StepResult& result);
// Stops this process for good before `step` if a test asked for that ("spin:step": it spins); it shows "@step" as its
// name. `watched`: a socket whose end ends the pause and the process (-1: none).
void PauseBefore(const StartUp& start_up, const char* step, int watched);
// `error` in words, with `what` before it.
std::string Explain(const char* what, int error);

template <class Context>
void RunSteps(std::span<const Step<Context>> steps, StartUp& start_up, Context& context, StepObserver& observer,
              int watched) {
  for (const Step<Context>& step : steps) {
    if (step.run == nullptr) {
      start_up.layers.Set(step.layer, "not built");
      continue;
    }
    if (step.layer != nullptr && LeftOut(start_up, step.layer, step.need)) {
      continue;
    }
    observer.OnStep(step.name);
    PauseBefore(start_up, step.name, watched);
    const StepResult result = step.run(context);
    if (result.kind == StepResult::Kind::kFailed && (step.need <= Need::kKept || start_up.strict())) {
      observer.OnStepFailed(step.name, result);
    }
    NoteLayer(start_up, step.layer, result);
    observer.OnStepDone(step.name);
  }
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_START_UP_H_
