#include "browser/cli/probe/probe_matrix.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "browser/cli/json_line.h"
#include "browser/cli/probe/probe_output.h"
#include "browser/cli/table.h"

namespace bulkhead {
namespace {

using Kind = ProbeConfiguration::Kind;

// As doctor and host.start name them. What a layer needs: a namespace or capabilities a user namespace; a filter or a domain,
// to be allowed at all, a process that can gain nothing by an exec.
struct Layer {
  std::string_view name;
  std::string_view needs;
};
constexpr Layer kLayers[] = {
    {"user", ""},          {"pid", "user"},        {"net", "user"},  {"ipc", "user"},
    {"root", "user"},      {"process_group", ""},  {"no_new_privs", ""}, {"landlock", "no_new_privs"},
    {"capabilities", "user"}, {"descriptors", ""}, {"rlimits", ""},  {"dumpable", ""},
    {"seccomp", "no_new_privs"},
};

ProbeConfiguration Without(Kind kind, std::string layer, std::vector<std::string> also, const std::set<std::string>& kept) {
  ProbeConfiguration configuration{kind, std::move(layer), std::move(also), {}};
  for (const Layer& known : kLayers) {
    if (!kept.contains(std::string(known.name))) {
      configuration.disabled.emplace_back(known.name);
    }
  }
  return configuration;
}

std::string NameOfAlone(const std::string& layer) {
  return layer.empty() ? "none" : "alone " + layer;
}

std::vector<std::string> NamesIn(const std::vector<ProbeRow>& rows, ProbeRow::State state) {
  std::vector<std::string> names;
  for (const ProbeRow& row : rows) {
    if (row.state == state) {
      names.emplace_back(row.attempt->name);
    }
  }
  return names;
}

std::string Of(const ProbeMatrix::Cell& cell) {
  return std::to_string(cell.stopped) + " of " + std::to_string(cell.succeed);
}

boost::json::array Array(const std::vector<std::string>& names) {
  boost::json::array array;
  for (const std::string& name : names) {
    array.emplace_back(name);
  }
  return array;
}

}  // namespace

std::string ProbeConfiguration::Name() const {
  switch (kind) {
    case Kind::kNone:
      return "none";
    case Kind::kAlone:
      return NameOfAlone(layer);
    case Kind::kAll:
      return "all";
    case Kind::kWithout:
      return "without " + layer;
  }
  return {};
}

std::vector<ProbeConfiguration> MatrixConfigurations() {
  std::vector<ProbeConfiguration> all = {Without(Kind::kNone, "", {}, {})};
  std::set<std::string> every;
  for (const Layer& layer : kLayers) {
    const std::string name(layer.name);
    std::vector<std::string> needs;
    if (!layer.needs.empty()) {
      needs.emplace_back(layer.needs);
    }
    std::set<std::string> kept(needs.begin(), needs.end());
    kept.insert(name);
    all.push_back(Without(Kind::kAlone, name, std::move(needs), kept));
    every.insert(name);
  }
  all.push_back(Without(Kind::kAll, "", {}, every));
  for (const Layer& layer : kLayers) {
    const std::string name(layer.name);
    std::set<std::string> kept = every;
    kept.erase(name);
    std::vector<std::string> dependents;
    for (const Layer& other : kLayers) {
      if (other.needs == layer.name) {
        dependents.emplace_back(other.name);
        kept.erase(dependents.back());
      }
    }
    all.push_back(Without(Kind::kWithout, name, std::move(dependents), kept));
  }
  return all;
}

std::vector<const ProbeAttempt*> ProbeMatrix::Worth(const ProbeConfiguration& configuration,
                                                    const std::vector<const ProbeAttempt*>& all) const {
  const auto needed = [&](const Layer& layer) { return layer.needs == configuration.layer; };
  const bool is_base = configuration.kind == Kind::kNone || configuration.kind == Kind::kAll ||
                       (configuration.kind == Kind::kAlone && std::ranges::any_of(kLayers, needed));
  if (is_base) {
    return all;
  }
  std::set<std::string> succeeded;
  for (const ProbeConfiguration& done : configurations_) {
    const bool counts = configuration.kind == Kind::kWithout || done.kind == Kind::kNone ||
                        done.layer == (configuration.also.empty() ? "" : configuration.also.front());
    if (counts) {
      std::ranges::copy(Escaped(done), std::inserter(succeeded, succeeded.end()));
    }
  }
  std::vector<const ProbeAttempt*> worth;
  std::ranges::copy_if(all, std::back_inserter(worth),
                       [&](const ProbeAttempt* attempt) { return succeeded.contains(std::string(attempt->name)); });
  return worth;
}

void ProbeMatrix::Add(const ProbeConfiguration& configuration, std::vector<ProbeRow> rows) {
  configurations_.push_back(configuration);
  rows_[configuration.Name()] = std::move(rows);
}

ProbeMatrix::Cell ProbeMatrix::Compare(const std::string& base, const std::string& with) const {
  Cell cell;
  const std::vector<std::string> succeed = NamesIn(rows_.at(base), ProbeRow::State::kEscaped);
  const std::vector<std::string> stopped = NamesIn(rows_.at(with), ProbeRow::State::kStopped);
  const std::set<std::string> stopped_set(stopped.begin(), stopped.end());
  cell.succeed = succeed.size();
  for (const std::string& name : succeed) {
    if (stopped_set.contains(name)) {
      cell.by_name.push_back(name);
    }
  }
  cell.stopped = cell.by_name.size();
  return cell;
}

ProbeMatrix::Cell ProbeMatrix::Alone(const ProbeConfiguration& configuration) const {
  return Compare(NameOfAlone(configuration.also.empty() ? "" : configuration.also.front()), configuration.Name());
}

ProbeMatrix::Cell ProbeMatrix::AgainstNone(const ProbeConfiguration& configuration) const {
  return Compare("none", configuration.Name());
}

std::vector<std::string> ProbeMatrix::Escaped(const ProbeConfiguration& configuration) const {
  return NamesIn(rows_.at(configuration.Name()), ProbeRow::State::kEscaped);
}

std::vector<std::string> ProbeMatrix::Unclear(const ProbeConfiguration& configuration) const {
  std::vector<std::string> texts;
  for (const ProbeRow& row : rows_.at(configuration.Name())) {
    if (row.state == ProbeRow::State::kUnclear) {
      texts.push_back(std::string(row.attempt->name) + " (" + row.got + ")");
    }
  }
  return texts;
}

std::vector<std::string> ProbeMatrix::Faults(bool everything_tried) const {
  std::vector<std::string> faults;
  for (const ProbeConfiguration& configuration : configurations_) {
    if (everything_tried && configuration.kind == Kind::kAlone && Alone(configuration).stopped == 0) {
      faults.push_back("The layer " + configuration.layer + " alone stops nothing that succeeds without it.");
    }
    if (configuration.kind == Kind::kAll && !Escaped(configuration).empty()) {
      faults.push_back("With all layers these succeed: " + Joined(Escaped(configuration)) + ".");
    }
    if (!Unclear(configuration).empty()) {
      faults.push_back("Unclear in the configuration '" + configuration.Name() +
                       "': " + Joined(Unclear(configuration)) + ".");
    }
  }
  return faults;
}

std::vector<std::string> ProbeMatrix::Text(const TextStyle& style) const {
  Table alone({"layers", "with", "stops, of what succeeds without it", "of what succeeds with none"});
  Table without({"left out", "and what needs it", "what succeeds then"});
  alone.AlignRight(2);
  alone.AlignRight(3);
  for (const ProbeConfiguration& configuration : configurations_) {
    const std::string also = configuration.also.empty() ? "-" : Joined(configuration.also);
    switch (configuration.kind) {
      case Kind::kNone:
        alone.AddRow({"none", "-", "-", Of(AgainstNone(configuration))});
        break;
      case Kind::kAlone:
        alone.AddRow({configuration.layer + " alone", also, Of(Alone(configuration)), Of(AgainstNone(configuration))});
        break;
      case Kind::kAll:
        alone.AddRow({"all", "-", "-", Of(AgainstNone(configuration))});
        break;
      case Kind::kWithout: {
        const std::vector<std::string> escaped = Escaped(configuration);
        without.AddRow({configuration.layer, also, escaped.empty() ? "nothing" : Joined(escaped)});
        break;
      }
    }
  }
  std::vector<std::string> lines = alone.Lines(style);
  lines.emplace_back();
  std::ranges::move(without.Lines(style), std::back_inserter(lines));
  return lines;
}

std::vector<std::string> ProbeMatrix::Json(double t) const {
  std::vector<std::string> lines;
  for (const ProbeConfiguration& configuration : configurations_) {
    boost::json::object line;
    line["t"] = t;
    line["event"] = "probe.configuration";
    line["configuration"] = configuration.Name();
    line["layer"] = configuration.layer.empty() ? boost::json::value() : boost::json::value(configuration.layer);
    line["also"] = Array(configuration.also);
    line["disabled"] = Array(configuration.disabled);
    line["succeed_with_none"] = AgainstNone(configuration).succeed;
    line["stopped_of_none"] = AgainstNone(configuration).stopped;
    const Cell cell = configuration.kind == Kind::kAlone ? Alone(configuration) : AgainstNone(configuration);
    line["stopped"] = Array(cell.by_name);
    line["escaped"] = Array(Escaped(configuration));
    lines.push_back(JsonLine(line));
  }
  return lines;
}

}  // namespace bulkhead
