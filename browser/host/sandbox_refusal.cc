#include "browser/host/sandbox_refusal.h"

#include <string>

#include "browser/core/layer_facts.h"
#include "ipc/os/result.h"

namespace bulkhead {
namespace {

// What a compartment calls the time before the renderer program has said anything.
constexpr const char* kSpawnStep = "spawn";

UserError Told(const std::string& step, std::string why, int error) {
  if (error != 0) {
    why += (why.empty() ? "" : ": ") + ErrnoError(error).message();
  }
  // A program that ends before its first step is not ours: no mode of the sandbox helps.
  return {"cannot start the sandbox", step, why,
          step == kSpawnStep
              ? "check that bulkhead-renderer is of this build"
              : "--sandbox=best-effort goes on without what is missing, 'bulkhead doctor' says what helps"};
}

}  // namespace

UserError SandboxRefusal(const StepFailure& failure) {
  if (failure.timeout) {
    return Told(failure.step, failure.why.empty() ? "timed out" : failure.why + " (timed out)", 0);
  }
  return Told(failure.step, failure.why, failure.error);
}

std::optional<UserError> SandboxRefusal(const Death& death) {
  const std::string step = death.detail.step.value_or("");
  if (death.cause != Cause::kStartupFailed || LayerOfStep(step).empty()) {
    return std::nullopt;
  }
  return Told(step, death.detail.message.value_or(""), death.detail.error.value_or(0));
}

}  // namespace bulkhead
