#include "browser/cli/reports/report_json.h"

#include <string_view>

#include "browser/cli/cause_words.h"
#include "browser/cli/event_json.h"
#include "browser/cli/json_line.h"
#include "browser/cli/option_texts.h"

namespace bulkhead {
namespace {

using boost::json::object;

constexpr int kReportSchema = 1;

object Texts(const std::vector<std::pair<std::string, std::string>>& pairs) {
  object fields;
  for (const auto& [name, text] : pairs) {
    fields[name] = text;
  }
  return fields;
}

object Registers(const PostMortem& facts) {
  object fields;
  for (const auto& [name, value] : facts.registers) {
    fields[name] = HexText(value);
  }
  return fields;
}

object Steps(const PostMortem& facts) {
  object fields;
  for (const auto& [name, ms] : facts.steps) {
    fields[name] = ms;
  }
  return fields;
}

boost::json::array Messages(const PostMortem& facts) {
  boost::json::array messages;
  for (const LastMessage& message : facts.messages) {
    messages.push_back({{"ms", message.ms},
                        {"channel", boost::json::string(message.channel)},
                        {"direction", boost::json::string(message.direction)},
                        {"name", message.name},
                        {"number", message.number},
                        {"bytes", message.bytes},
                        {"page", message.page}});
  }
  return messages;
}

boost::json::value Resources(const std::optional<ResourceUse>& use) {
  if (!use) {
    return nullptr;
  }
  return {{"user_ms", static_cast<double>(use->user_us) / 1000},
          {"system_ms", static_cast<double>(use->system_us) / 1000},
          {"max_rss_kib", use->max_rss_kib}};
}

}  // namespace

std::string ReportJson(const TabReport& report, const std::string& page, const HostStart& host) {
  const PostMortem& facts = report.facts;
  object fields;
  fields["schema"] = kReportSchema;
  fields["id"] = report.id;
  fields["version"] = ProgramVersion();
  fields["build"] = ProgramBuild();
  fields["page"] = page;
  fields["tab"] = report.tab;
  fields["generation"] = report.generation;
  fields["cause"] = boost::json::string(std::string_view(NameOf(report.cause)));
  fields["words"] = CauseText(report.cause, report.detail);
  fields["detail"] = DetailJson(report.detail);
  fields["stacks"] = StacksJson(report.stacks);
  fields["script"] = {{"source", facts.script_source}, {"line", facts.script_line}};
  fields["fault"] = facts.injected_fault;
  fields["registers"] = Registers(facts);
  fields["resources"] = Resources(facts.resources);
  fields["sandbox"] = {{"mode", host.sandbox_mode}, {"layers", Texts(host.layers)}, {"missing", Texts(facts.missing_layers)}};
  fields["model"] = host.model;
  fields["steps"] = Steps(facts);
  fields["messages"] = Messages(facts);
  return JsonLine(fields) + "\n";
}

}  // namespace bulkhead
