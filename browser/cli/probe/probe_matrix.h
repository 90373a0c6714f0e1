// Which layer stops what: the sandbox with no layer, with each alone, with all, and with each left out.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_MATRIX_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_MATRIX_H_

#include <map>
#include <string>
#include <vector>

#include "browser/cli/probe/probe_judge.h"
#include "browser/cli/terminal.h"

namespace bulkhead {

struct ProbeConfiguration {
  enum class Kind { kNone, kAlone, kAll, kWithout };
  Kind kind = Kind::kNone;
  std::string layer;                  // of kAlone, kWithout
  // kAlone: what the layer cannot do without; kWithout: what cannot do without it.
  std::vector<std::string> also;
  std::vector<std::string> disabled;  // --sandbox-disable

  std::string Name() const;           // "none", "alone net", "all", "without net"
};

// In the order in which they are to be run: no layer, alone in the order of doctor (a need before what needs it), all,
// without.
std::vector<ProbeConfiguration> MatrixConfigurations();

class ProbeMatrix {
 public:
  // The attempts of `all` that can tell something in this configuration, the next to be added: what succeeds with the needs
  // of a layer alone, what succeeded at all where one is left out; everything where others are compared with it.
  std::vector<const ProbeAttempt*> Worth(const ProbeConfiguration& configuration,
                                         const std::vector<const ProbeAttempt*>& all) const;
  // The rows of one configuration.
  void Add(const ProbeConfiguration& configuration, std::vector<ProbeRow> rows);

  struct Cell {
    size_t succeed = 0;                // with what the layer needs, without it
    size_t stopped = 0;                // of those, with it
    std::vector<std::string> by_name;  // which
  };
  // What this layer, with its needs, stops of what succeeds with its needs alone.
  Cell Alone(const ProbeConfiguration& configuration) const;
  // What it stops of what succeeds with no layer.
  Cell AgainstNone(const ProbeConfiguration& configuration) const;
  std::vector<std::string> Escaped(const ProbeConfiguration& configuration) const;
  // With what was seen of each.
  std::vector<std::string> Unclear(const ProbeConfiguration& configuration) const;

  // What is wrong, a sentence each: a layer that alone stops nothing (of everything that there is to try), an attempt that all
  // layers do not stop, an unclear result. Empty: good.
  std::vector<std::string> Faults(bool everything_tried) const;

  // The two tables.
  std::vector<std::string> Text(const TextStyle& style) const;
  // probe.configuration for each, without newlines.
  std::vector<std::string> Json(double t) const;

 private:
  Cell Compare(const std::string& base, const std::string& with) const;

  std::vector<ProbeConfiguration> configurations_;
  std::map<std::string, std::vector<ProbeRow>> rows_;  // by Name()
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_MATRIX_H_
