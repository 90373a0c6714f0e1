#include "browser/cli/probe/probe_command.h"

#include <sys/utsname.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <system_error>

#include "browser/cli/output_writer.h"
#include "browser/cli/probe/probe_matrix.h"
#include "browser/cli/probe/probe_output.h"
#include "browser/cli/probe/probe_run.h"

namespace bulkhead {
namespace {

std::string Kernel() {
  utsname names{};
  ::uname(&names);
  return std::string(names.sysname) + " " + names.release;
}

// Lines to the output, until it is closed.
class Lines {
 public:
  explicit Lines(World& world)
      : clock_(world.clock),
        start_(world.clock.Now()),
        writer_({.fd = world.output_fd,
                 .dropped_line = [](uint64_t, double) { return std::string(); },
                 .on_closed = [this](int error) { error_ = error; }}) {}
  // Some hundred at most: none is ever dropped.
  void Write(std::string line) { writer_.Write(std::move(line), OutputWriter::Keep::kAlways); }
  void Write(std::vector<std::string> lines) {
    for (std::string& line : lines) {
      Write(std::move(line));
    }
  }
  // Waits until all is written. What went wrong, if anything did; a reader that goes when it has seen enough is none.
  std::optional<UserError> Finish() {
    std::promise<void> done;
    writer_.Finish([&done] { done.set_value(); });
    done.get_future().wait();
    const int error = error_;
    return error == 0 || error == EPIPE
               ? std::nullopt
               : std::optional(UserError{"cannot write", "stdout", std::generic_category().message(error), ""});
  }
  double t() const { return std::chrono::duration<double>(clock_.Now() - start_).count(); }

 private:
  const Clock& clock_;
  const TimePoint start_;
  std::atomic<int> error_ = 0;
  OutputWriter writer_;
};

std::optional<std::vector<const ProbeAttempt*>> Chosen(const std::vector<std::string>& names, UserError* error) {
  std::vector<const ProbeAttempt*> chosen;
  for (const std::string& name : names) {
    const std::vector<const ProbeAttempt*> found = FindAttempts(name);
    if (found.empty()) {
      std::string near;
      for (const std::string_view known : NearNames(name)) {
        near += (near.empty() ? "" : ", ") + std::string(known);
      }
      *error = {"no such attempt", name, near.empty() ? "neither an attempt nor a group" : "near it are " + near,
                "see 'bulkhead probe --list'"};
      return std::nullopt;
    }
    chosen.insert(chosen.end(), found.begin(), found.end());
  }
  if (names.empty()) {
    for (const ProbeAttempt& attempt : ProbeCatalogue()) {
      chosen.push_back(&attempt);
    }
  }
  return chosen;
}

class Probing {
 public:
  Probing(World& world, const ProbeArguments& arguments, const std::filesystem::path& pages, const ProbePlants& plants,
          std::vector<const ProbeAttempt*> attempts)
      : world_(world), arguments_(arguments), pages_(pages), plants_(plants), attempts_(std::move(attempts)), lines_(world) {}

  int Once() {
    const ProbeResults results = Run(arguments_.host, attempts_, [this](const ProbeRow& row) {
      if (arguments_.json) {
        lines_.Write(ProbeAttemptJson(lines_.t(), row));
      }
    });
    if (const std::optional<int> code = CouldNotRun(results)) {
      return *code;
    }
    const ProbeCounts counts = CountRows(results.rows);
    if (arguments_.json) {
      lines_.Write(ProbeSummaryJson(lines_.t(), counts));
    } else {
      lines_.Write(ProbeTable(results.rows, world_.output_style));
      lines_.Write("");
      lines_.Write(ProbeSummaryText(results.rows, results.layers, Kernel()));
    }
    return Written() && counts.escaped + counts.unclear == 0 ? kExitGood : kExitFailed;
  }

  int Matrix() {
    ProbeMatrix matrix;
    ProbeCounts all;
    for (const ProbeConfiguration& configuration : MatrixConfigurations()) {
      HostOptions options = arguments_.host;
      options.disabled_layers = configuration.disabled;
      ProbeResults results = Run(std::move(options), matrix.Worth(configuration, attempts_), {});
      if (results.error) {
        results.error->where += " (in the configuration '" + configuration.Name() + "')";
      }
      if (const std::optional<int> code = CouldNotRun(results)) {
        return *code;
      }
      if (configuration.kind == ProbeConfiguration::Kind::kAll) {
        all = CountRows(results.rows);
      }
      matrix.Add(configuration, std::move(results.rows));
    }
    const std::vector<std::string> faults = matrix.Faults(arguments_.names.empty());
    if (arguments_.json) {
      lines_.Write(matrix.Json(lines_.t()));
      lines_.Write(ProbeSummaryJson(lines_.t(), all));
    } else {
      lines_.Write(matrix.Text(world_.output_style));
      lines_.Write("");
      if (all.escaped == 0) {
        lines_.Write("With all layers none of the " + std::to_string(all.tried) + " probes succeeded on this kernel (" +
                     Kernel() + ").");
      }
    }
    const bool written = Written();
    for (const std::string& fault : faults) {
      world_.complain({"the sandbox is not as it should be", "probe --matrix", fault, ""});
    }
    return written && faults.empty() ? kExitGood : kExitFailed;
  }

 private:
  bool Written() {
    const std::optional<UserError> error = lines_.Finish();
    if (error) {
      world_.complain(*error);
    }
    return !error;
  }

  ProbeResults Run(HostOptions options, std::vector<const ProbeAttempt*> attempts,
                   std::function<void(const ProbeRow&)> on_row) {
    return ProbeRun(world_, std::move(options), pages_, plants_, std::move(attempts), std::move(on_row)).Run();
  }

  std::optional<int> CouldNotRun(const ProbeResults& results) {
    if (results.error) {
      world_.complain(*results.error);
      return kExitUsage;
    }
    return results.interrupted ? std::optional(kExitInterrupted) : std::nullopt;
  }

  World& world_;
  const ProbeArguments& arguments_;
  const std::filesystem::path pages_;
  const ProbePlants& plants_;
  const std::vector<const ProbeAttempt*> attempts_;
  Lines lines_;
};

}  // namespace

int ProbeCommand(World& world, const ProbeArguments& arguments, const std::filesystem::path& demo_directory) {
  UserError error;
  auto attempts = Chosen(arguments.names, &error);
  if (!attempts) {
    world.complain(error);
    return kExitUsage;
  }
  const std::filesystem::path pages = demo_directory / "probe";
  std::error_code missing;
  if (!std::filesystem::exists(pages / "attempt.html", missing)) {
    world.complain({"cannot probe", pages.string(), "the probe's pages are not there",
                    "name the directory of the demo pages: BULKHEAD_DEMOS=DIR"});
    return kExitUsage;
  }
  const std::unique_ptr<ProbePlants> plants = ProbePlants::Create(&error);
  if (!plants) {
    world.complain(error);
    return kExitUsage;
  }
  Probing probing(world, arguments, pages, *plants, *std::move(attempts));
  return arguments.matrix ? probing.Matrix() : probing.Once();
}

}  // namespace bulkhead
