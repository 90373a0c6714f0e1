#include "browser/cli/options.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "browser/cli/option_texts.h"
#include "browser/cli/option_values.h"
#include "browser/cli/units.h"
#include "browser/core/layer_facts.h"

namespace bulkhead {
namespace {

#ifdef BULKHEAD_SANITIZED
constexpr bool kNoFilter = true;
#else
constexpr bool kNoFilter = false;
#endif

// The values as written; turned into options after parsing, so that each mistake is said in our own words.
struct RawOptions {
  bool json = false;
  bool faults = false;
  bool no_spare = false;
  bool learn = false;
  std::optional<std::string> duration, screenshots, viewport, workers, log_level, sandbox, disable, model, hang_warn,
      hang_kill, restart, memory_limit, renderer;
  std::vector<std::string> posts, strikes;
  bool no_table = false;
};

// What differs between run and demo, as --help says it.
struct Defaults {
  const char* duration;
  const char* hang_warn;
  const char* hang_kill;
  const char* restart;
  const char* memory;
  const char* log;
};
constexpr Defaults kRunDefaults = {"until Ctrl-C", "2s", "10s", "on-crash", "512MiB", "warn"};
constexpr Defaults kDemoDefaults = {"10s", "1s", "3s", "never", "128MiB", "error"};

std::string With(const std::string& text, const char* standard) {
  return text + " (" + standard + ")";
}

void AddSandboxOptions(CLI::App& app, RawOptions& raw, const std::string& group) {
  app.add_option("--renderer", raw.renderer, "The renderer program ($BULKHEAD_RENDERER, else beside this one)")
      ->type_name("PATH")->group(group);
  app.add_option("--sandbox", raw.sandbox,
                 "strict: refuse to start when a layer is missing,\n"
                 "best-effort: go on and say what is weaker,\n"
                 "off: none (strict)")
      ->type_name("MODE")->group(group);
  app.add_option("--sandbox-disable", raw.disable, "Take layers away, for study; names as in host.start")
      ->type_name("LAYER,..")->group(group);
}

void AddSessionOptions(CLI::App& app, RawOptions& raw, const Defaults& defaults) {
  const std::string output = "Output";
  app.add_flag("--json", raw.json, "Events as JSON, one object a line")->group(output);
  app.add_option("--duration", raw.duration, With("End so long after the last first frame", defaults.duration))
      ->type_name("TIME")->group(output);
  app.add_option("--screenshots", raw.screenshots, "Write DIR/tab-N.png: its last frame, or the sad tab")
      ->type_name("DIR")->group(output);
  app.add_option("--log-level", raw.log_level, With("trace, debug, info, warn, error, off; to stderr", defaults.log))
      ->type_name("LEVEL")->group(output);

  const std::string pages = "Pages";
  app.add_option("--viewport", raw.viewport, "Size of a tab in pixels (1024x768)")->type_name("WxH")->group(pages);
  app.add_option("--workers", raw.workers, "Raster threads of a renderer, 1 to " + std::to_string(kMaxWorkers) + " (2)")
      ->type_name("N")->group(pages);

  const std::string processes = "Processes";
  AddSandboxOptions(app, raw, processes);
  app.add_option("--process-model", raw.model, "Renderers: one for each tab, for each site, or shared (tab)")
      ->type_name("MODEL")->group(processes);
  app.add_flag("--no-spare", raw.no_spare, "Keep no spare renderer warm")->group(processes);

  const std::string failures = "Failures";
  app.add_flag("--enable-faults", raw.faults, "Pages may call fault.inject(name, params)")->group(failures);
  app.add_option("--hang-warn", raw.hang_warn, With("Warn of a tab that does not answer for so long", defaults.hang_warn))
      ->type_name("TIME")->group(failures);
  app.add_option("--hang-kill", raw.hang_kill, With("Kill it after so long", defaults.hang_kill))
      ->type_name("TIME")->group(failures);
  app.add_option("--restart", raw.restart, With("Start a tab again: never, on-crash, always", defaults.restart))
      ->type_name("WHEN")->group(failures);
  app.add_option("--memory-limit", raw.memory_limit, With("Kill a renderer that takes more", defaults.memory))
      ->type_name("SIZE")->group(failures);
}

UserError BadValue(const std::string& option, const std::string& value, const std::string& why, const std::string& remedy) {
  return {"bad value", option, "'" + value + "' is " + why, remedy};
}

// Sets *target when the option was given. False and *error on a bad value.
template <class T, class Parse>
bool Take(const std::string& option, const std::optional<std::string>& text, T* target, Parse parse,
          const std::string& why, const char* remedy, UserError* error) {
  if (!text) {
    return true;
  }
  const auto value = parse(*text);
  if (!value) {
    *error = BadValue(option, *text, why, remedy);
    return false;
  }
  *target = *value;
  return true;
}

template <class T, size_t N>
auto OneOf(const OptionWords<T, N>& names) {
  return [&names](const std::string& text) -> std::optional<T> {
    for (const auto& [name, value] : names) {
      if (text == name) {
        return value;
      }
    }
    return std::nullopt;
  };
}

bool TakePosts(const std::vector<std::string>& texts, std::vector<PostOption>* posts, UserError* error) {
  for (const std::string& text : texts) {
    const size_t colon = std::min(text.find(':'), text.size());
    const auto tab = ParseCount(text.substr(0, colon), 1, UINT32_MAX);
    const std::string json = text.substr(std::min(colon + 1, text.size()));
    boost::system::error_code failed;
    boost::json::parse(json, failed);
    if (!tab || failed) {
      *error = BadValue("--post", text, tab ? "not a tab and JSON" : "without the number of a tab", "write 1:{\"key\": 2}");
      return false;
    }
    posts->push_back({static_cast<uint32_t>(*tab), json});
  }
  return true;
}

UserError BadFault(const std::string& text, const std::string& why) {
  return BadValue("--fault", text, why, "write 2s:1:crash.segv, or 500ms:2:exit.code(code=3)");
}

bool TakeFaults(const std::vector<std::string>& texts, std::vector<FaultOption>* faults, UserError* error) {
  for (const std::string& text : texts) {
    const size_t first = text.find(':');
    const size_t second = first == text.npos ? first : text.find(':', first + 1);
    if (second == text.npos) {
      *error = BadFault(text, "not a time, a tab and a fault");
      return false;
    }
    const auto after = ParseDuration(text.substr(0, first));
    const auto tab = ParseCount(text.substr(first + 1, second - first - 1), 1, UINT32_MAX);
    if (!after || !tab) {
      *error = BadFault(text, after ? "without the number of a tab" : "without a time");
      return false;
    }
    FaultParse parse = ParseFault(text.substr(second + 1));
    if (!parse.call) {
      *error = BadFault(text, "no fault that can be: " + parse.error);
      return false;
    }
    faults->push_back({*after, *tab, *std::move(parse.call)});
  }
  return true;
}

bool TakeLayers(const std::string& text, std::vector<std::string>* layers, UserError* error) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string name(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (FindLayer(name) == nullptr) {
      *error = BadValue("--sandbox-disable", name, "not a layer", "the layers are " + LayerNames(", "));
      return false;
    }
    layers->push_back(name);
  }
  return true;
}

bool TakeSession(const RawOptions& raw, SessionOptions* session, UserError* error) {
  HostOptions& host = session->host;
  session->json = raw.json;
  host.faults = host.faults || raw.faults;
  host.spare = !raw.no_spare;
  const auto path = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  const char kTime[] = "write 500ms, 3s or 2m";
  std::pair<uint32_t, uint32_t> viewport = {host.viewport_width, host.viewport_height};
  const bool good =
      Take("--renderer", raw.renderer, &host.renderer_program, path, "not a path", "name the program", error) &&
      Take("--screenshots", raw.screenshots, &session->screenshots, path, "not a path", "name a directory", error) &&
      Take("--duration", raw.duration, &session->duration, ParseDuration, "not a duration", kTime, error) &&
      Take("--hang-warn", raw.hang_warn, &host.hang.warn, ParseDuration, "not a duration", kTime, error) &&
      Take("--hang-kill", raw.hang_kill, &host.hang.kill, ParseDuration, "not a duration", kTime, error) &&
      Take("--memory-limit", raw.memory_limit, &host.memory_limit_bytes, ParseSize, "not a size",
           "write 512MiB, 64KiB or 2GiB", error) &&
      Take("--viewport", raw.viewport, &viewport, ParseViewport, "not a size of 16x16 to 8192x8192", "write 1024x768",
           error) &&
      Take("--workers", raw.workers, &host.workers, [](const std::string& text) { return ParseCount(text, 1, kMaxWorkers); },
           "not a number from 1 to " + std::to_string(kMaxWorkers), "write 2", error) &&
      Take("--log-level", raw.log_level, &host.log_level,
           OneOf(kLogLevels), "not a level", "write trace, debug, info, warn, error or off", error) &&
      Take("--sandbox", raw.sandbox, &host.sandbox,
           OneOf(kSandboxModes), "not a mode", "write strict, best-effort or off", error) &&
      Take("--process-model", raw.model, &host.model,
           OneOf(kProcessModels), "not a model", "write tab, site or shared", error) &&
      Take("--restart", raw.restart, &host.restart.mode,
           OneOf(kRestartModes), "not a policy", "write never, on-crash or always", error) &&
      TakePosts(raw.posts, &session->posts, error) && TakeFaults(raw.strikes, &session->faults, error) &&
      TakeLayers(raw.disable.value_or(""), &host.disabled_layers, error);
  if (!good) {
    return false;
  }
  host.injecting = host.faults || !session->faults.empty();
  std::tie(host.viewport_width, host.viewport_height) = viewport;
  if (host.hang.warn <= Duration::zero()) {
    *error = {"bad value", "--hang-warn", "no time at all", "give a duration above 0"};
    return false;
  }
  if (host.hang.kill <= host.hang.warn) {
    *error = {"bad value", "--hang-kill", "not longer than --hang-warn", "kill later than the warning"};
    return false;
  }
  return true;
}

// Learning is about the filter: there has to be one.
bool TakeLearning(bool learn, HostOptions* host, UserError* error) {
  host->learning = learn;
  const auto& disabled = host->disabled_layers;
  const bool left_out = std::ranges::find(disabled, "seccomp") != disabled.end();
  if (!learn || (!kNoFilter && host->sandbox != SandboxMode::kOff && !left_out)) {
    return true;
  }
  const std::string what = "no filter could tell what it forbids";
  if (kNoFilter) {
    *error = {"usage", "--sandbox-learn", what + ": this build is made with a sanitizer", "use another build"};
  } else {
    *error = {"usage", "--sandbox-learn",
              what + " with " + (left_out ? "--sandbox-disable=seccomp" : "--sandbox=off"), "leave one of the two out"};
  }
  return false;
}

// CLI11 leaves two empty lines between groups.
std::string Tidy(std::string help) {
  for (size_t at; (at = help.find("\n\n\n")) != std::string::npos;) {
    help.erase(at, 1);
  }
  return help;
}

// CLI11's own complaints, in our form.
UserError UsageError(const CLI::ParseError& failure, const CLI::App& app, const std::string& command) {
  const std::string help = "see 'bulkhead" + command + " --help'";
  const std::vector<std::string> extra = app.remaining(true);
  if (!extra.empty()) {
    const std::string& where = extra.front();
    return {"usage", where,
            where.starts_with('-') ? "no such option" : command.empty() ? "no such command" : "one argument too many", help};
  }
  if (dynamic_cast<const CLI::RequiredError*>(&failure) != nullptr) {
    return {"usage", "bulkhead" + command, command.empty() ? "no command" : "no shell",
            command.empty() ? "try 'bulkhead demo', or " + help : "write bash or zsh"};
  }
  std::string why = failure.what();
  std::replace(why.begin(), why.end(), '\n', ' ');
  // "--duration: At Most 1 required but received 2"
  if (const size_t colon = why.find(": At Most 1 "); colon != why.npos) {
    return {"usage", why.substr(0, colon), "given more than once", "give it once"};
  }
  return {"usage", "bulkhead" + command, why, help};
}

CLI::App* AddProbeCommand(CLI::App& app, ProbeArguments& probe, RawOptions& raw) {
  CLI::App* command = app.add_subcommand("probe", kProbeSummary);
  command->footer(kProbeFooter);
  command->add_option("ATTEMPT", probe.names, "Which, by name or group (all)")->type_name("");
  command->add_flag("--list", probe.list, "What is tried, and what should come of it");
  command->add_flag("--matrix", probe.matrix, "Which layer stops what: none, each alone, all, each left out");
  command->add_flag("--json", raw.json, "Results as JSON, one object a line")->group("Output");
  command->add_option("--log-level", raw.log_level, "trace, debug, info, warn, error, off; to stderr (error)")
      ->type_name("LEVEL")->group("Output");
  AddSandboxOptions(*command, raw, "Processes");
  return command;
}

CLI::App* AddReportsCommand(CLI::App& app, std::vector<std::string>& words, bool& json) {
  CLI::App* command = app.add_subcommand("reports", kReportsSummary);
  command->footer(kReportsFooter);
  command->add_option("WORDS", words, "list (which is also without a word), or show ID")->type_name("");
  command->add_flag("--json", json, "One JSON object a line")->group("Output");
  return command;
}

CommandLine TakeReports(const std::vector<std::string>& words, bool json) {
  const char kUsage[] = "write 'bulkhead reports', or 'bulkhead reports show ID'";
  if (words.empty() || (words.size() == 1 && words[0] == "list")) {
    return ReportsArguments{json, std::nullopt};
  }
  if (words[0] == "show" && words.size() == 2) {
    return ReportsArguments{json, words[1]};
  }
  if (words[0] == "show") {
    return UserError{"usage", "bulkhead reports show", words.size() == 1 ? "no report" : "more than one report", kUsage};
  }
  return UserError{"usage", words[0] == "list" ? words[1] : words[0], "no such word", kUsage};
}

bool TakeProbe(const RawOptions& raw, ProbeArguments* probe, UserError* error) {
  SessionOptions session;
  session.host.log_level = 4;  // error: what the renderers say of what stopped them is in the table
  if (!TakeSession(raw, &session, error)) {
    return false;
  }
  probe->json = session.json;
  probe->host = std::move(session.host);
  probe->host.probing = true;
  probe->host.spare = false;
  probe->host.restart.mode = RestartMode::kNever;
  // A search of all memory takes seconds where others have the processors: no attempt ends because it was slow.
  probe->host.startup_deadline = std::chrono::seconds(30);
  probe->host.hang = {std::chrono::seconds(60), std::chrono::seconds(90)};
  // Nobody looks at these pages.
  probe->host.viewport_width = 64;
  probe->host.viewport_height = 64;
  return true;
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv, const std::function<PositionalWords()>& words) {
  CLI::App app(kProgramSummary, "bulkhead");
  app.footer(kProgramFooter);
  app.get_formatter()->column_width(34);
  app.require_subcommand(1);
  bool version = false;
  app.add_flag("--version", version, "Version, build and features");

  RunArguments run;
  RawOptions run_raw;
  CLI::App* run_app = app.add_subcommand("run", kRunSummary);
  run_app->footer(kRunFooter);
  run_app->add_option("PAGE", run.pages, "HTML files, or demo:NAME")->type_name("");
  run_app->add_option("--post", run_raw.posts, "Give a tab's bulkhead.onmessage a value; repeatable")
      ->type_name("TAB:JSON")->allow_extra_args(false)->group("Pages");
  AddSessionOptions(*run_app, run_raw, kRunDefaults);
  run_app->add_option("--fault", run_raw.strikes,
                      "Do a fault to a tab so long after the start, as\n"
                      "2s:1:exit.code(code=3); repeatable")
      ->type_name("TIME:TAB:FAULT")->allow_extra_args(false)->group("Failures");
  run_app->add_flag("--no-table", run_raw.no_table, "Events as lines, also on a terminal")->group("Output");
  run_app->add_flag("--sandbox-learn", run_raw.learn,
                    "Let system calls through that the policy forbids, and say\n"
                    "at the end which rules would allow them")
      ->group("Processes");

  DemoArguments demo;
  demo.session.host.faults = true;
  demo.session.host.hang = {std::chrono::seconds(1), std::chrono::seconds(3)};
  demo.session.host.restart.mode = RestartMode::kNever;
  demo.session.host.log_level = 4;  // error: the warnings are what the demo is about, and it tells them better
  demo.session.host.memory_limit_bytes = 128ULL * 1024 * 1024;
  RawOptions demo_raw;
  CLI::App* demo_app = app.add_subcommand("demo", kDemoSummary);
  demo_app->footer(kDemoFooter);
  demo_app->add_option("NAME", demo.names, "Which (all)")->type_name("");
  demo_app->add_flag("--list", demo.list, "The gallery: names, what each does, what the host should see");
  AddSessionOptions(*demo_app, demo_raw, kDemoDefaults);

  DoctorArguments doctor;
  CLI::App* doctor_app = app.add_subcommand("doctor", kDoctorSummary);
  doctor_app->footer(kDoctorFooter);
  doctor_app->add_flag("--json", doctor.json, "One JSON object instead of tables");
  doctor_app->add_flag("--environments", doctor.environments, "Where people run it, and how the sandbox fares there; no JSON");
  doctor_app->add_option("--renderer", doctor.renderer_program,
                         "The renderer program ($BULKHEAD_RENDERER, else beside this one)")->type_name("PATH");

  ProbeArguments probe;
  RawOptions probe_raw;
  CLI::App* probe_app = AddProbeCommand(app, probe, probe_raw);

  std::vector<std::string> reports_words;
  bool reports_json = false;
  CLI::App* reports_app = AddReportsCommand(app, reports_words, reports_json);

  std::string shell;
  CLI::App* completions_app = app.add_subcommand("completions", kCompletionsSummary);
  completions_app->footer(kCompletionsFooter);
  completions_app->add_option("SHELL", shell, "bash or zsh")->required()->type_name("");
  CLI::App* man_app = app.add_subcommand("man", kManSummary);

  const auto parsed = [&]() -> const CLI::App* {
    const std::vector<CLI::App*> commands = app.get_subcommands();
    return commands.empty() ? nullptr : commands.front();
  };
  const auto command = [&] { return parsed() == nullptr ? std::string() : " " + parsed()->get_name(); };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Information{Tidy(parsed() != nullptr ? parsed()->help("bulkhead") : app.help())};
  } catch (const CLI::ParseError& failure) {
    // --version needs no command beside it.
    return version ? CommandLine(Information{VersionText()}) : CommandLine(UsageError(failure, app, command()));
  }
  if (version) {
    return Information{VersionText()};
  }
  if (doctor_app->parsed()) {
    return doctor.environments && doctor.json
               ? CommandLine(UserError{"usage", "--environments", "a table for people, not JSON", "leave out --json"})
               : CommandLine(doctor);
  }
  if (man_app->parsed()) {
    return Information{ManPage(app, ProgramVersion())};
  }
  if (completions_app->parsed()) {
    if (shell != "bash" && shell != "zsh") {
      return UserError{"usage", "bulkhead completions", "'" + shell + "' is no shell that it knows", "write bash or zsh"};
    }
    const PositionalWords names = words ? words() : PositionalWords();
    return Information{shell == "bash" ? BashCompletion(app, names) : ZshCompletion(app, names)};
  }
  if (reports_app->parsed()) {
    return TakeReports(reports_words, reports_json);
  }
  UserError error;
  if (probe_app->parsed()) {
    return TakeProbe(probe_raw, &probe, &error) ? CommandLine(std::move(probe)) : CommandLine(std::move(error));
  }
  if (run_app->parsed()) {
    run.table = !run_raw.no_table && !run_raw.json;
    const bool good = TakeSession(run_raw, &run.session, &error) && TakeLearning(run_raw.learn, &run.session.host, &error);
    // Behind the options: a page may have been taken for the value of one.
    if (good && run.pages.empty()) {
      return UserError{"usage", "bulkhead run", "no page", "name an HTML file or demo:NAME, or see 'bulkhead run --help'"};
    }
    return good ? CommandLine(std::move(run)) : CommandLine(std::move(error));
  }
  return TakeSession(demo_raw, &demo.session, &error) ? CommandLine(std::move(demo)) : CommandLine(std::move(error));
}

}  // namespace bulkhead
