// Secrets of others in this process's own memory: planted in the browser and in a sibling, to be found nowhere here.
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "renderer/probe/memory_scan.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// What a renderer is started with (browser/compartment): nothing of the browser's own but its time zone.
constexpr std::string_view kGiven[] = {"JSC_", "LC_ALL=", "LD_BIND_NOW=", "TZ="};

ProbeVerdict Environment(const ProbeTargets&) {
  std::string names;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (FindCanary(text.data(), text.size()) != nullptr) {
      return ProbeVerdict::Succeeded("a secret of the browser in the environment");
    }
    if (std::ranges::none_of(kGiven, [&](std::string_view given) { return text.starts_with(given); })) {
      return ProbeVerdict::Succeeded("a variable of the browser: " + std::string(text.substr(0, text.find('='))));
    }
    names += (names.empty() ? "" : ", ") + std::string(text.substr(0, text.find('=')));
  }
  return ProbeVerdict::Nothing("only " + names);
}

// Arguments and environment as the kernel laid them down stand in the stack's mapping, so they are searched too.
ProbeVerdict Memory(const ProbeTargets& targets) {
  // New mappings come beside what is there, and all of them together are no more than a renderer may grow (4 GiB).
  constexpr size_t kMargin = size_t{8} << 30;
  std::vector<MemoryRange> ranges;
  for (const MemoryRange& part : Around(targets.preparation.memory.ranges, kMargin)) {
    const std::vector<MemoryRange> mapped = MappedRanges(part);
    ranges.insert(ranges.end(), mapped.begin(), mapped.end());
  }
  const MemoryScan scan = SearchMemory(ranges, targets.preparation.memory.used);
  // Less than the program itself: the search did not work.
  constexpr size_t kLeast = size_t{16} << 20;
  if (scan.found != nullptr) {
    return ProbeVerdict::Succeeded("a secret at " + std::to_string(reinterpret_cast<uintptr_t>(scan.found)));
  }
  if (scan.searched < kLeast) {
    return ProbeVerdict::NotTried("only " + std::to_string(scan.searched >> 10) + " KiB could be looked at");
  }
  return ProbeVerdict::Nothing("none in " + std::to_string(scan.searched >> 20) + " MiB, " +
                               std::to_string(ranges.size()) + " ranges");
}

constexpr Probe kProbes[] = {
    {"secret.environment", Environment},
    {"secret.memory", Memory},
};

}  // namespace

std::span<const Probe> SecretProbes() { return kProbes; }

}  // namespace bulkhead
