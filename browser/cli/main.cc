// bulkhead: the parts, put together. The real clock, the real host and the real signals are named here and nowhere else.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include "browser/cli/demo_command.h"
#include "browser/cli/demo_gallery.h"
#include "browser/cli/doctor_command.h"
#include "browser/cli/live/terminal_screen.h"
#include "browser/cli/options.h"
#include "browser/cli/probe/probe_catalogue.h"
#include "browser/cli/probe/probe_command.h"
#include "browser/cli/program_setup.h"
#include "browser/cli/reports/report_directory.h"
#include "browser/cli/reports/reports_command.h"
#include "browser/cli/run_command.h"
#include "browser/cli/terminal.h"
#include "browser/doctor/doctor.h"
#include "browser/host/host.h"
#include "browser/host/process_sampler.h"
#include "ipc/os/scheduling.h"

namespace {

using namespace bulkhead;

void Complain(const UserError& error) {
  std::fprintf(stderr, "%s\n", error.Line().c_str());
}

int Inform(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    if (errno == EPIPE) {
      return kExitGood;  // its reader has seen enough
    }
    Complain({"cannot write", "stdout", "closed or full", "give it somewhere to write"});
    return kExitFailed;
  }
  return kExitGood;
}

int Tell(const CommandAnswer& answer) {
  if (answer.complaint) {
    Complain(*answer.complaint);
  }
  const int written = answer.text.empty() ? kExitGood : Inform(answer.text);
  return written == kExitGood ? answer.exit_code : written;
}

// This process is the program's own: what it has too much at the end is a leak, and the exit code says so.
std::unique_ptr<Host> MakeHost(boost::asio::io_context& loop, HostOptions options, const Clock& clock, Host::EventSink sink,
                               UserError* error) {
  options.owns_process = true;
  return Host::Create(loop, std::move(options), clock, std::move(sink), error);
}

int Examine(const DoctorArguments& arguments, const TextStyle& style) {
  LimitTime(std::chrono::minutes(1), "bulkhead: cannot examine the sandbox: it did not end within a minute");
  SteadyClock clock;
  return Tell(DoctorCommand(arguments, style, [&](UserError* error) -> std::optional<DoctorReport> {
    try {
      boost::asio::io_context loop(1);
      return ExamineSandbox(loop, arguments.renderer_program, clock, error);
    } catch (const boost::system::system_error& failure) {  // Asio's, where the kernel refuses what its loop is made of
      *error = {"cannot examine the sandbox", "event loop", failure.what(), ""};
      return std::nullopt;
    }
  }));
}

int TellReports(const ReportsArguments& arguments, const TextStyle& style) {
  UserError error;
  const auto directory = ReportDirectory(std::getenv, &error);
  if (!directory) {
    Complain(error);
    return kExitFailed;
  }
  return Tell(ReportsCommand(arguments, ReportStore(*directory), style));
}

PositionalWords NamesToComplete() {
  PositionalWords words;
  for (const Demo& demo : DemoGallery()) {
    words["demo"].emplace_back(demo.name);
    words["run"].push_back("demo:" + std::string(demo.name));
  }
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    words["probe"].emplace_back(attempt.name);
  }
  words["reports"] = {"list", "show"};
  words["completions"] = {"bash", "zsh"};
  return words;
}

int RunProgram(int argc, char** argv) {
  const bool stdout_open = OpenStandardDescriptors();
  ::signal(SIGPIPE, SIG_IGN);
  const CommandLine line = ParseCommandLine(argc, argv, NamesToComplete);
  if (const auto* error = std::get_if<UserError>(&line)) {
    Complain(*error);
    return kExitUsage;
  }
  if (!stdout_open) {
    Complain({"cannot write", "stdout", "closed", "give it somewhere to write, if only >/dev/null"});
    return kExitUsage;
  }
  if (const auto* information = std::get_if<Information>(&line)) {
    return Inform(information->text);
  }
  const auto* demo = std::get_if<DemoArguments>(&line);
  if (demo != nullptr && demo->list) {
    return Inform(DemoListText());
  }
  const auto* probe = std::get_if<ProbeArguments>(&line);
  if (probe != nullptr && probe->list) {
    return Inform(ProbeListText());
  }
  const TextStyle style = StyleOf(::isatty(STDOUT_FILENO) == 1, std::getenv);
  if (const auto* doctor = std::get_if<DoctorArguments>(&line)) {
    return Examine(*doctor, style);
  }

  if (const auto* reports = std::get_if<ReportsArguments>(&line)) {
    return TellReports(*reports, style);
  }

  const auto* run = std::get_if<RunArguments>(&line);
  RaiseDescriptorLimit();
  if (const auto want = WantOfDescriptors(OpenDescriptors(), run != nullptr ? run->pages.size() : 1)) {
    Complain(*want);
    return kExitUsage;
  }
  AskForShortSlice();  // the loop, woken, is let in before spinning renderers have had their turn
  SetUpLog((run != nullptr     ? run->session.host
            : probe != nullptr ? probe->host
                               : demo->session.host)
               .log_level);
  SteadyClock clock;
  boost::asio::io_context loop(1);
  World world{.loop = loop,
              .clock = clock,
              .make_host = MakeHost,
              .complain = Complain,
              .output_fd = STDOUT_FILENO,
              .output_style = style,
              .terminal = TerminalScreen::Usable(std::getenv),
              .report_directory = [](UserError* error) { return ReportDirectory(std::getenv, error); }};
  if (probe != nullptr) {
    return ProbeCommand(world, *probe, FindDemoDirectory());
  }
  if (run != nullptr) {
    return RunCommand(world, *run, FindDemoDirectory());
  }
  return DemoCommand(world, {.directory = FindDemoDirectory(), .signal_process = SignalProcess}, *demo);
}

}  // namespace

int main(int argc, char** argv) {
  return RunProgram(argc, argv);
}
