#include <charconv>

#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

template <class Number>
void Take(const std::string& text, Number* target) {
  Number value{};
  const char* end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, value); error == std::errc() && stop == end) {
    *target = value;
  }
}

}  // namespace

ProbeTargets ProbeTargets::From(const std::vector<std::pair<std::string, std::string>>& params) {
  ProbeTargets targets;
  for (const auto& [name, value] : params) {
    if (name == "browser") {
      Take(value, &targets.browser);
    } else if (name == "sibling") {
      Take(value, &targets.sibling);
    } else if (name == "secret") {
      Take(value, &targets.secret_address);
    } else if (name == "tcp") {
      Take(value, &targets.tcp_port);
    } else if (name == "udp") {
      Take(value, &targets.udp_port);
    } else if (name == "abstract") {
      targets.abstract_socket = value;
    } else if (name == "path") {
      targets.socket_path = value;
    } else if (name == "shm") {
      Take(value, &targets.shared_memory);
    }
  }
  return targets;
}

std::vector<Probe> AllProbes() {
  std::vector<Probe> all;
  for (const auto group : {FileProbes(), ProcProbes(), NetworkProbes(), ProcessProbes(), NeighbourProbes(),
                           NamespaceProbes(), CodeProbes(), KernelProbes(), AbiProbes(), LimitProbes(),
                           DescriptorProbes(), SecretProbes()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace bulkhead
