#include "browser/cli/probe/probe_output.h"

#include <boost/json/object.hpp>

#include "browser/cli/json_line.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/table.h"

namespace bulkhead {
namespace {

// Of a cell: what was seen, before the table is wider than a terminal.
constexpr size_t kGotColumns = 60;

std::vector<std::string> Names(const std::vector<ProbeRow>& rows, ProbeRow::State state) {
  std::vector<std::string> names;
  for (const ProbeRow& row : rows) {
    if (row.state == state) {
      names.emplace_back(row.attempt->name);
    }
  }
  return names;
}

std::string StopperText(const ProbeRow& row) {
  switch (row.state) {
    case ProbeRow::State::kStopped:
      return row.stopped_by;
    case ProbeRow::State::kEscaped:
      return "NOTHING";
    case ProbeRow::State::kNotTried:
      return "-";
    case ProbeRow::State::kUnclear:
      return "UNCLEAR";
  }
  return {};
}

}  // namespace

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

ProbeCounts CountRows(const std::vector<ProbeRow>& rows) {
  ProbeCounts counts;
  for (const ProbeRow& row : rows) {
    counts.tried += row.state != ProbeRow::State::kNotTried ? 1 : 0;
    counts.escaped += row.state == ProbeRow::State::kEscaped ? 1 : 0;
    counts.not_tried += row.state == ProbeRow::State::kNotTried ? 1 : 0;
    counts.unclear += row.state == ProbeRow::State::kUnclear ? 1 : 0;
  }
  return counts;
}

std::string ProbeAttemptJson(double t, const ProbeRow& row) {
  boost::json::object line;
  line["t"] = t;
  line["event"] = "probe.attempt";
  line["attempt"] = std::string(row.attempt->name);
  line["group"] = std::string(row.attempt->group());
  line["expected"] = ExpectedText(*row.attempt);
  line["got"] = row.got;
  line["errno"] = row.error ? boost::json::value(*row.error) : nullptr;
  line["stopped_by"] = row.stopped_by.empty() ? boost::json::value() : boost::json::value(row.stopped_by);
  line["escaped"] = row.state == ProbeRow::State::kEscaped;
  return JsonLine(line);
}

std::string ProbeSummaryJson(double t, const ProbeCounts& counts) {
  boost::json::object line;
  line["t"] = t;
  line["event"] = "probe.summary";
  line["attempts"] = counts.tried;
  line["escaped"] = counts.escaped;
  line["not_tried"] = counts.not_tried;
  line["unclear"] = counts.unclear;
  return JsonLine(line);
}

std::vector<std::string> ProbeTable(const std::vector<ProbeRow>& rows, const TextStyle& style) {
  Table table({"attempt", "what it tries", "expected", "got", "stopped by"});
  for (const ProbeRow& row : rows) {
    table.AddRow({std::string(row.attempt->name), std::string(row.attempt->tries), ExpectedText(*row.attempt),
                  PlainText(row.got, style.ascii, kGotColumns), StopperText(row)});
  }
  return table.Lines(style);
}

std::vector<std::string> ProbeSummaryText(const std::vector<ProbeRow>& rows,
                                          const ProbeLayers& layers,
                                          const std::string& kernel) {
  const ProbeCounts counts = CountRows(rows);
  std::vector<std::string> lines;
  const std::string of = "of the " + std::to_string(counts.tried) + " probes succeeded on this kernel (" + kernel + ")";
  if (counts.escaped == 0) {
    lines.push_back("None " + of + ".");
  } else {
    lines.push_back(std::to_string(counts.escaped) + " " + of + ": " +
                    Joined(Names(rows, ProbeRow::State::kEscaped)) + ".");
  }
  if (counts.not_tried > 0) {
    lines.push_back("Not tried: " + Joined(Names(rows, ProbeRow::State::kNotTried)) + ".");
  }
  if (counts.unclear > 0) {
    lines.push_back("Unclear, so not passed: " + Joined(Names(rows, ProbeRow::State::kUnclear)) + ".");
  }
  std::vector<std::string> missing;
  for (const auto& [name, state] : layers) {
    if (state != "applied") {
      missing.push_back(name + " (" + state + ")");
    }
  }
  if (!missing.empty()) {
    lines.push_back("Layers that were not applied: " + Joined(missing) + ".");
  }
  return lines;
}

}  // namespace bulkhead
