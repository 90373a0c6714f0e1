#include "browser/cli/reports/reports_command.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "browser/cli/exit_codes.h"
#include "browser/cli/json_line.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/reports/report_text.h"
#include "browser/cli/table.h"

namespace bulkhead {
namespace {

namespace json = boost::json;

std::optional<json::object> Load(const ReportStore& store, const std::string& id, UserError* error) {
  const std::optional<std::string> text = store.Read(id, error);
  if (!text) {
    return std::nullopt;
  }
  json::error_code failed;
  json::value value = json::parse(*text, failed);
  if (failed || !value.is_object()) {
    *error = {"cannot read a report", id, "is no JSON object", "remove its file"};
    return std::nullopt;
  }
  return std::move(value.get_object());
}

CommandAnswer Refuse(UserError error) {
  return {{}, std::move(error), kExitFailed};
}

CommandAnswer Show(const std::string& id, bool as_json, const ReportStore& store, const TextStyle& style) {
  UserError error;
  const std::optional<json::object> report = Load(store, id, &error);
  if (!report) {
    return Refuse(std::move(error));
  }
  return {as_json ? JsonLine(*report) + "\n" : ReportText(*report, style), std::nullopt, kExitGood};
}

}  // namespace

CommandAnswer ReportsCommand(const ReportsArguments& arguments, const ReportStore& store, const TextStyle& style) {
  if (arguments.show) {
    return Show(*arguments.show, arguments.json, store, style);
  }
  UserError error;
  const std::vector<std::string> ids = store.List(&error);
  if (!error.what.empty()) {
    return Refuse(std::move(error));
  }
  CommandAnswer answer;
  Table table({"REPORT", "CAUSE", "PAGE", "WHERE"});
  for (const std::string& id : ids) {
    const std::optional<json::object> report = Load(store, id, &error);
    if (!report) {
      answer.complaint = error;  // the others are told all the same
      answer.exit_code = kExitFailed;
      continue;
    }
    const std::string top = TopFrameText(*report);
    if (arguments.json) {
      const json::object line = {{"id", id}, {"cause", TextOf(*report, "cause")}, {"page", TextOf(*report, "page")},
                                 {"where", top}};
      answer.text += JsonLine(line) + "\n";
    } else {
      table.AddRow({id, PlainText(TextOf(*report, "words"), style.ascii, 40),
                    PlainText(TextOf(*report, "page"), style.ascii, 40), PlainText(top, style.ascii, 100)});
    }
  }
  if (!arguments.json) {
    for (const std::string& line : ids.empty() ? std::vector<std::string>{"No reports."} : table.Lines(style)) {
      answer.text += line + "\n";
    }
  }
  return answer;
}

}  // namespace bulkhead
