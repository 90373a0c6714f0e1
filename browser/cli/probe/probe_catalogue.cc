#include "browser/cli/probe/probe_catalogue.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>
#include <utility>

#include "browser/cli/probe/probe_groups.h"
#include "browser/cli/table.h"

namespace bulkhead {
namespace {

// Insertions, removals and changes from one to the other.
size_t Distance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row.back();
}

std::vector<std::string_view> Groups() {
  std::vector<std::string_view> groups;
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    if (std::ranges::find(groups, attempt.group()) == groups.end()) {
      groups.push_back(attempt.group());
    }
  }
  return groups;
}

}  // namespace

const std::vector<ProbeAttempt>& ProbeCatalogue() {
  static const std::vector<ProbeAttempt> catalogue = [] {
    std::vector<ProbeAttempt> all;
    for (auto* group : {FileAttempts, NetworkAttempts, ProcessAttempts, KernelAttempts, ResourceAttempts}) {
      std::ranges::move(group(), std::back_inserter(all));
    }
    return all;
  }();
  return catalogue;
}

std::string ExpectedText(const ProbeAttempt& attempt) {
  std::vector<std::string> answers;
  for (const ProbeStop& stop : attempt.stops) {
    const char* name = stop.error == kReachedNothing ? "nothing reached" : ::strerrorname_np(stop.error);
    if (std::ranges::find(answers, name) == answers.end()) {
      answers.emplace_back(name);
    }
  }
  std::string text = attempt.calls.empty() ? "" : "SIGSYS";
  for (size_t at = 0; at < answers.size(); ++at) {
    text += text.empty() ? "" : at == 0 ? ", else " : " or ";
    text += answers[at];
  }
  return text;
}

std::vector<const ProbeAttempt*> FindAttempts(std::string_view name) {
  std::vector<const ProbeAttempt*> found;
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    if (attempt.name == name || attempt.group() == name) {
      found.push_back(&attempt);
    }
  }
  return found;
}

std::vector<std::string_view> NearNames(std::string_view name) {
  std::vector<std::pair<size_t, std::string_view>> near;
  const auto consider = [&](std::string_view known, std::string_view part) {
    // What was written stands in it, or nearly is it or what follows its group.
    const size_t away = name.size() >= 3 && known.find(name) != known.npos
                            ? 1
                            : std::min(Distance(name, known), Distance(name, part));
    if (away <= std::max<size_t>(2, name.size() / 3)) {
      near.emplace_back(away, known);
    }
  };
  for (const std::string_view group : Groups()) {
    consider(group, group);
  }
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    consider(attempt.name, attempt.name.substr(attempt.group().size() + 1));
  }
  std::ranges::stable_sort(near, {}, &std::pair<size_t, std::string_view>::first);
  std::vector<std::string_view> names;
  for (const auto& [away, known] : near) {
    if (names.size() < 3) {
      names.push_back(known);
    }
  }
  return names;
}

std::string ProbeListText() {
  Table table({"attempt", "what it tries", "expected under strict"});
  for (const ProbeAttempt& attempt : ProbeCatalogue()) {
    table.AddRow({std::string(attempt.name), std::string(attempt.tries), ExpectedText(attempt)});
  }
  std::string text;
  for (const std::string& line : table.Lines({.colour = false, .ascii = true})) {
    text += line + "\n";
  }
  return text;
}

}  // namespace bulkhead
