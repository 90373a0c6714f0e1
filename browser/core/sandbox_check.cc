#include "browser/core/sandbox_check.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "browser/core/proc_text.h"
#include "browser/core/sanitise.h"
#include "ipc/learning.h"

namespace bulkhead {
namespace {

// prctl(2): a thread's name holds 15 bytes; each may be escaped for printing.
constexpr size_t kNameBytes = 4 * 15;
// proc(5): capability sets as 16 hexadecimal digits; Seccomp 2 is SECCOMP_MODE_FILTER.
constexpr std::string_view kNoCapabilities = "0000000000000000";
constexpr std::string_view kOn = "1";
constexpr std::string_view kFiltered = "2";

using Finding = SandboxFinding;

std::optional<std::string> Wrong(std::string_view status, std::string_view field, std::string_view wanted) {
  const std::vector<std::string_view> values = ProcValues(status, field);
  if (values.size() == 1 && values[0] == wanted) {
    return std::nullopt;
  }
  const std::string name(field);
  if (values.size() != 1) {
    // The kernel writes each line once, and no name can hold a line break: whatever this is, it is no proof.
    return name + (values.empty() ? " is not there" : " is there twice");
  }
  return name + " is " + Sanitise(values[0], 32) + ", not " + std::string(wanted);
}

std::optional<std::string> WrongFigure(const SandboxClaims& claims, std::string_view status) {
  std::optional<std::string> wrong;
  if (claims.capabilities) {
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
      if ((wrong = Wrong(status, set, kNoCapabilities))) {
        return wrong;
      }
    }
  }
  if (claims.no_new_privs && (wrong = Wrong(status, "NoNewPrivs", kOn))) {
    return wrong;
  }
  if (claims.seccomp) {
    wrong = Wrong(status, "Seccomp", kFiltered);
  }
  return wrong;
}

std::string NameIn(std::string_view status) {
  const std::vector<std::string_view> names = ProcValues(status, "Name");
  return names.empty() ? std::string() : Sanitise(names[0], kNameBytes);
}

}  // namespace

SandboxClaims SandboxClaims::Of(const LayerStates& layers) {
  const auto is = [&](std::string_view name, std::string_view state) {
    return std::ranges::any_of(layers, [&](const auto& layer) { return layer.first == name && layer.second == state; });
  };
  // A filter that only watches shows as any other.
  return {is("capabilities", kApplied), is("no_new_privs", kApplied), is("seccomp", kApplied) || is("seccomp", kLearning)};
}

SandboxFinding CheckSandbox(const SandboxClaims& claims, uint32_t threads, const SandboxSight& sight) {
  const std::optional<uint64_t> counted = ProcField(sight.process, "Threads");
  const uint64_t most = std::max<uint64_t>(counted.value_or(0), sight.threads.size());
  const std::string said = std::to_string(threads) + " threads said, ";
  if (most > threads) {
    return {Finding::Kind::kMismatch, said + std::to_string(most) + " seen", {}};
  }
  // A wrong figure first: that a thread is missing excuses no other.
  if (auto wrong = WrongFigure(claims, sight.process)) {
    return {Finding::Kind::kMismatch, std::move(*wrong), {}};
  }
  for (const std::string& thread : sight.threads) {
    if (auto wrong = WrongFigure(claims, thread)) {
      return {Finding::Kind::kMismatch, std::move(*wrong), NameIn(thread)};
    }
  }
  const uint64_t fewest = std::min<uint64_t>(counted.value_or(0), sight.threads.size());
  if (fewest < threads) {
    return {Finding::Kind::kFewerThreads, said + std::to_string(fewest) + " seen", {}};
  }
  return {};
}

}  // namespace bulkhead
