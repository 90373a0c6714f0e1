#include "ipc/faults/fault_catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

using Words = std::string_view;
constexpr Words kSegvKinds[] = {"null", "wild"};
constexpr Words kThreads[] = {"main", "compositor", "worker"};
constexpr Words kChannels[] = {"control", "frames"};
constexpr Words kUnlimited[] = {"unlimited"};
// Those with a crash handler, and those that PID 1 of a namespace does not see.
constexpr Words kSignals[] = {"KILL", "SEGV", "ABRT", "BUS", "FPE", "ILL", "TRAP", "TERM", "HUP", "INT"};

// 64 GiB a second is more than any memory bus here moves.
constexpr int64_t kMaxMibPerSecond = 65536;

constexpr FaultParam kSegvParams[] = {{"kind", "null", kSegvKinds}};
constexpr FaultParam kThreadParams[] = {{"thread", "main", kThreads}};
constexpr FaultParam kSilentParams[] = {{"code", "0", {}, 0, 255}};
constexpr FaultParam kCodeParams[] = {{"code", "", {}, 1, 255}};
constexpr FaultParam kBombParams[] = {{"mib_per_s", "unlimited", kUnlimited, 1, kMaxMibPerSecond}};
constexpr FaultParam kLeakParams[] = {{"mib_per_s", "64", {}, 1, kMaxMibPerSecond}};
constexpr FaultParam kForbiddenParams[] = {{"name", "openat", kForbiddenCalls}};
constexpr FaultParam kAbiParams[] = {{"abi", "x32", kForeignAbis}};
constexpr FaultParam kCloseParams[] = {{"channel", "control", kChannels}};
constexpr FaultParam kKillParams[] = {{"signal", "KILL", kSignals}};

constexpr FaultEntry kCatalogue[] = {
    {Fault::kCrashSegv, "crash.segv", "main", "real", kSegvParams, "writes through a null or a wild pointer"},
    {Fault::kCrashAbort, "crash.abort", "main", "real", {}, "calls abort()"},
    {Fault::kCrashStackOverflow, "crash.stack_overflow", "main", "real", kThreadParams,
     "recurses until the thread's stack is used up"},
    {Fault::kCrashException, "crash.exception", "main", "real", kThreadParams,
     "throws an exception that nobody catches"},
    {Fault::kCrashDoubleFree, "crash.double_free", "main", "real", {}, "gives one block of memory back twice"},
    {Fault::kCrashInHandler, "crash.in_handler", "main", "real", {},
     "crashes on a stack that the crash handler cannot walk without crashing itself"},
    {Fault::kCrashTwoThreads, "crash.two_threads", "main", "real", {},
     "writes through a null pointer on the main thread and on a worker at once"},
    {Fault::kExitSilent, "exit.silent", "main", "real", kSilentParams, "ends the process without a goodbye"},
    {Fault::kExitCode, "exit.code", "main", "real", kCodeParams, "ends the process with an exit code"},
    {Fault::kHangMainSpin, "hang.main.spin", "main", "real", {}, "loops for ever and uses its core"},
    {Fault::kHangMainBlock, "hang.main.block", "main", "real", {}, "waits for ever for what never comes"},
    {Fault::kMemoryBomb, "memory.bomb", "main", "real", kBombParams,
     "takes memory and touches it, never comes back"},
    {Fault::kMemoryLeak, "memory.leak", "main", "real", kLeakParams,
     "takes memory little by little while the page goes on"},
    {Fault::kWireGarbage, "wire.garbage", "main", "real", {}, "writes bytes that are no frame to the control channel"},
    {Fault::kWireOversize, "wire.oversize", "main", "real", {},
     "announces a frame of 4 GiB on the control channel"},
    {Fault::kWireTruncateThenClose, "wire.truncate_then_close", "main", "real", {},
     "writes half a frame, closes the control channel and lives on"},
    {Fault::kChannelClose, "channel.close", "main", "real", kCloseParams, "closes a channel and lives on"},
    {Fault::kChannelNeverRead, "channel.never_read", "main", "interface", {},
     "stops reading the control channel and goes on asking for resources"},
    {Fault::kSyscallForbidden, "syscall.forbidden", "main", "real", kForbiddenParams,
     "makes a system call that a renderer never needs"},
    {Fault::kSyscallAbi32, "syscall.abi32", "main", "real", kAbiParams,
     "enters the kernel by the x32 or the 32-bit way"},
    {Fault::kRendererKill, "renderer.kill", "process", "real", kKillParams, "sends the renderer a signal from outside",
     FaultKind::kHost},
    {Fault::kRendererStop, "renderer.stop", "process", "real", {}, "sends the renderer SIGSTOP from outside",
     FaultKind::kHost},
};

std::string Quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

bool IsValid(const FaultParam& param, std::string_view value) {
  if (std::ranges::find(param.words, value) != param.words.end()) {
    return true;
  }
  const std::optional<int64_t> number = ParseNumber(value);
  return number && *number >= param.low && *number <= param.high;
}

std::string ValidValues(const FaultParam& param) {
  std::string text;
  for (const std::string_view word : param.words) {
    text += (text.empty() ? "" : ", ") + std::string(word);
  }
  if (param.low <= param.high) {
    text += (text.empty() ? "" : " or ") + std::to_string(param.low) + " to " + std::to_string(param.high);
  }
  return text;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const size_t first = text.find_first_not_of(kBlanks);
  return first == text.npos ? std::string_view()
                            : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

FaultParse Refuse(std::string error) {
  return {std::nullopt, std::move(error)};
}

}  // namespace

struct FaultCallBuilder {
  static FaultParse Build(const FaultEntry& entry, const FaultArguments& arguments);
};

FaultParse FaultCallBuilder::Build(const FaultEntry& entry, const FaultArguments& arguments) {
  FaultCall call;
  call.entry_ = &entry;
  std::string names;
  for (const FaultParam& param : entry.params) {
    call.values_.emplace_back(param.fallback);
    names += (names.empty() ? "" : ", ") + std::string(param.name);
  }
  std::vector<bool> given(entry.params.size());
  for (const auto& [name, value] : arguments) {
    const auto param = std::ranges::find(entry.params, std::string_view(name), &FaultParam::name);
    if (param == entry.params.end()) {
      return Refuse(std::string(entry.name) + " has no parameter " + Quoted(name) +
                    (names.empty() ? "; it has none" : "; it has: " + names));
    }
    const size_t index = static_cast<size_t>(param - entry.params.begin());
    if (given[index]) {
      return Refuse(std::string(entry.name) + ": " + name + " is given twice");
    }
    given[index] = true;
    if (!IsValid(*param, value)) {
      return Refuse(std::string(entry.name) + ": " + name + " cannot be " + Quoted(value) +
                    "; valid: " + ValidValues(*param));
    }
    call.values_[index] = value;
  }
  for (size_t i = 0; i < entry.params.size(); ++i) {
    if (call.values_[i].empty()) {
      return Refuse(std::string(entry.name) + " needs " + std::string(entry.params[i].name) +
                    "; valid: " + ValidValues(entry.params[i]));
    }
  }
  return {std::move(call), {}};
}

std::span<const FaultEntry> FaultCatalogue() {
  return kCatalogue;
}

std::string_view FaultCall::Word(std::string_view param) const {
  const auto found = std::ranges::find(entry_->params, param, &FaultParam::name);
  BULKHEAD_CHECK(found != entry_->params.end());
  return values_[static_cast<size_t>(found - entry_->params.begin())];
}

std::optional<int64_t> FaultCall::Number(std::string_view param) const {
  return ParseNumber(Word(param));
}

std::string_view FaultCall::site() const {
  if (entry_->fault == Fault::kCrashStackOverflow || entry_->fault == Fault::kCrashException) {
    const std::string_view thread = Word("thread");
    return thread == "worker" ? "workers" : thread;
  }
  if (entry_->fault == Fault::kChannelClose && Word("channel") == "frames") {
    return "compositor";
  }
  return entry_->site;
}

std::string FaultCall::Text() const {
  std::string text(entry_->name);
  for (size_t i = 0; i < values_.size(); ++i) {
    text += (i == 0 ? "(" : ", ") + std::string(entry_->params[i].name) + "=" + values_[i];
  }
  return values_.empty() ? text : text + ")";
}

FaultParse ResolveFault(std::string_view name, const FaultArguments& arguments) {
  const auto entry = std::ranges::find(kCatalogue, name, &FaultEntry::name);
  if (entry == std::end(kCatalogue)) {
    std::string names;
    for (const FaultEntry& each : kCatalogue) {
      names += (names.empty() ? "" : ", ") + std::string(each.name);
    }
    return Refuse("there is no fault " + Quoted(name) + "; there are: " + names);
  }
  return FaultCallBuilder::Build(*entry, arguments);
}

FaultParse ParseFault(std::string_view text) {
  text = Trim(text);
  const size_t open = text.find('(');
  if (open == text.npos) {
    return ResolveFault(text, {});
  }
  if (text.back() != ')') {
    return Refuse(Quoted(text) + " lacks its closing bracket; a fault is written name(param=value, ...)");
  }
  const std::string_view name = Trim(text.substr(0, open));
  std::string_view rest = text.substr(open + 1, text.size() - open - 2);
  FaultArguments arguments;
  while (!Trim(rest).empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view argument = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const size_t equals = argument.find('=');
    if (equals == argument.npos) {
      return Refuse(Quoted(Trim(argument)) + " is no param=value; a fault is written name(param=value, ...)");
    }
    arguments.emplace_back(Trim(argument.substr(0, equals)), Trim(argument.substr(equals + 1)));
  }
  return ResolveFault(name, arguments);
}

}  // namespace bulkhead
