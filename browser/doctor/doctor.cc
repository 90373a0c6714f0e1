#include "browser/doctor/doctor.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "browser/doctor/remedies.h"
#include "browser/doctor/sandbox_trial.h"
#include "browser/host/renderer_program.h"

namespace bulkhead {
namespace {

// A start that failed for a reason which says nothing about the sandbox.
bool NothingToExamine(const TrialOutcome& trial, const std::filesystem::path& program, const Settings& settings,
                      UserError* error) {
  if (trial.error == EMFILE || trial.error == ENFILE) {
    *error = {"cannot examine the sandbox", trial.step, "out of descriptors", "raise it: ulimit -n 64"};
    return true;
  }
  // What a compartment calls the time before the renderer program has said anything: it is not ours.
  if (trial.step == "spawn") {
    *error = {"cannot examine the sandbox", program.string(), WhyNotLive(trial),
              RemedyForStep(trial.step, trial.error, settings)};
    return true;
  }
  return false;
}

}  // namespace

std::optional<DoctorReport> ExamineSandbox(boost::asio::io_context& loop,
                                           const std::filesystem::path& renderer_program,
                                           const Clock& clock,
                                           UserError* error) {
  const auto program = FindRendererProgram(renderer_program, error);
  if (!program) {
    return std::nullopt;
  }
  MachineFacts machine = ReadMachineFacts("/", std::getenv);
  HostOptions options;
  options.log_level = 6;  // spdlog's "off": the report says it
  options.sandbox = SandboxMode::kBestEffort;
  const TrialOutcome best_effort = TrySandbox(loop, options, program->string(), clock);
  if (NothingToExamine(best_effort, *program, machine.settings, error)) {
    return std::nullopt;
  }
  options.sandbox = SandboxMode::kStrict;
  const TrialOutcome strict = TrySandbox(loop, options, program->string(), clock);
  if (NothingToExamine(strict, *program, machine.settings, error)) {
    return std::nullopt;
  }
  return MakeReport(std::move(machine), best_effort, strict);
}

}  // namespace bulkhead
