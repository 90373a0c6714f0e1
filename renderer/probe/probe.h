// An attempt to get out of a renderer, and what came of it. Each is harmless where it succeeds: it aims at what the browser
// planted for it (a sibling tab, a listening socket), leaves no file, and takes bounded memory.
#ifndef BULKHEAD_RENDERER_PROBE_PROBE_H_
#define BULKHEAD_RENDERER_PROBE_PROBE_H_

#include <sys/types.h>

#include <cerrno>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "renderer/probe/probe_preparation.h"

namespace bulkhead {

// What was planted, as the browser sees it. 0 or empty: nothing.
struct ProbeTargets {
  pid_t browser = 0;             // in the browser's PID namespace, as is
  pid_t sibling = 0;             // a renderer with a page that holds a secret
  uint64_t secret_address = 0;   // in the browser's memory
  uint16_t tcp_port = 0;         // on 127.0.0.1, as is
  uint16_t udp_port = 0;
  std::string abstract_socket;   // name without the leading zero
  std::string socket_path;
  int shared_memory = -1;        // System V, readable by everybody
  ProbePreparation preparation;

  // Values as their text; what is unknown or no number is left out.
  static ProbeTargets From(const std::vector<std::pair<std::string, std::string>>& params);
};

struct ProbeVerdict {
  enum class Kind { kSucceeded, kRefused, kNothing, kNotTried };
  Kind kind = Kind::kNothing;
  int error = 0;     // errno of kRefused
  std::string text;  // what was seen

  // The renderer got what it must not get.
  static ProbeVerdict Succeeded(std::string text) { return {Kind::kSucceeded, 0, std::move(text)}; }
  static ProbeVerdict Refused(int error = errno, std::string text = {}) {
    return {Kind::kRefused, error, std::move(text)};
  }
  // The calls went through and reached nothing outside.
  static ProbeVerdict Nothing(std::string text) { return {Kind::kNothing, 0, std::move(text)}; }
  // What it needs is not here, or it would reach others than its targets.
  static ProbeVerdict NotTried(std::string text) { return {Kind::kNotTried, 0, std::move(text)}; }
  // Of a system call's result.
  static ProbeVerdict Of(long result, std::string text) { return result < 0 ? Refused() : Succeeded(std::move(text)); }
};

// Names are those of browser/cli/probe's catalogue, which knows what is expected of each.
struct Probe {
  std::string_view name;
  ProbeVerdict (*run)(const ProbeTargets& targets);
};

// An attempt that replaces the process ends with this exit code where it succeeds.
inline constexpr int kReplacedExit = 42;

// A file each.
std::span<const Probe> AbiProbes();
std::span<const Probe> CodeProbes();
std::span<const Probe> DescriptorProbes();
std::span<const Probe> FileProbes();
std::span<const Probe> KernelProbes();
std::span<const Probe> LimitProbes();
std::span<const Probe> NamespaceProbes();
std::span<const Probe> NeighbourProbes();
std::span<const Probe> NetworkProbes();
std::span<const Probe> ProcProbes();
std::span<const Probe> ProcessProbes();
std::span<const Probe> SecretProbes();

// All of them.
std::vector<Probe> AllProbes();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROBE_PROBE_H_
