// The command line as a value. Parsing prints nothing and ends nothing: main() does.
#ifndef BULKHEAD_BROWSER_CLI_OPTIONS_H_
#define BULKHEAD_BROWSER_CLI_OPTIONS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "browser/cli/shell_texts.h"
#include "browser/host/host_options.h"
#include "browser/host/user_error.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

// --post TAB:JSON
struct PostOption {
  uint32_t tab = 0;
  std::string json;
};

// --fault TIME:TAB:name(param=value)
struct FaultOption {
  Duration after{};  // since the start
  uint32_t tab = 0;
  FaultCall call;
};

// What run and demo share.
struct SessionOptions {
  bool json = false;
  std::optional<Duration> duration;  // from the last first frame, or 5 s after start; nullopt: until Ctrl-C
  std::optional<std::filesystem::path> screenshots;
  std::vector<PostOption> posts;  // once each, to the first page of its tab
  std::vector<FaultOption> faults;
  Duration page_pause{0};  // see PagePace; faults and posts wait for the last page
  HostOptions host;
};

struct RunArguments {
  std::vector<std::string> pages;
  bool table = true;  // on a terminal
  SessionOptions session;
};

struct DemoArguments {
  bool list = false;
  std::vector<std::string> names;  // empty: all
  SessionOptions session;
};

struct DoctorArguments {
  bool json = false;
  bool environments = false;  // the table of them, nothing is examined
  std::filesystem::path renderer_program;
};

struct ProbeArguments {
  bool list = false;
  bool matrix = false;
  bool json = false;
  std::vector<std::string> names;  // attempts or groups; empty: all
  HostOptions host;
};

struct ReportsArguments {
  bool json = false;
  std::optional<std::string> show;  // this one; else the list of all
};

// --help, --version: print it to stdout, exit 0.
struct Information {
  std::string text;
};

using CommandLine =
    std::variant<RunArguments, DemoArguments, DoctorArguments, ProbeArguments, ReportsArguments, Information, UserError>;

// `words`: what completions offer; asked only for them.
CommandLine ParseCommandLine(int argc, const char* const* argv, const std::function<PositionalWords()>& words = {});

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_OPTIONS_H_
