// Secrets of others in this process's own memory: planted in the browser and in a sibling, to be found nowhere here.
#include <unistd.h>

#include <cstring>

#include "renderer/probe/memory_scan.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// The browser gives JSC_…, TZ and LC_ALL, nothing of its own.
ProbeVerdict Environment(const ProbeTargets&) {
  std::string names;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (FindCanary(text.data(), text.size()) != nullptr) {
      return ProbeVerdict::Succeeded("a secret of the browser in the environment");
    }
    if (!text.starts_with("JSC_") && !text.starts_with("TZ=") && !text.starts_with("LC_ALL=")) {
      return ProbeVerdict::Succeeded("a variable of the browser: " + std::string(text.substr(0, text.find('='))));
    }
    names += (names.empty() ? "" : ", ") + std::string(text.substr(0, text.find('=')));
  }
  return ProbeVerdict::Nothing("only " + names);
}

// Arguments and environment as the kernel laid them down stand in the stack's mapping, so they are searched too.
ProbeVerdict Memory(const ProbeTargets& targets) {
  const std::vector<MemoryRange> ranges = MappedRanges(UserSpace());
  const MemoryScan scan = SearchMemory(ranges, targets.preparation.used_memory);
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
