#include "browser/cli/doctor_json.h"

#include <cstdint>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "browser/cli/json_line.h"
#include "browser/cli/plain_text.h"

namespace bulkhead {
namespace {

namespace json = boost::json;

json::value Words(const std::string& text) {
  return text.empty() ? json::value() : json::value(ValidUtf8(text));
}

json::value Number(const std::optional<uint64_t>& number) {
  return number ? json::value(*number) : json::value();
}

json::object LimitObject(const Limit& limit) {
  return {{"soft", Number(limit.soft)}, {"hard", Number(limit.hard)}};
}

json::object UserObject(const DoctorReport& report) {
  const UserFacts& user = report.machine.user;
  json::array changes;
  for (const std::string& change : report.as_another_user) {
    changes.emplace_back(change);
  }
  return {{"uid", user.uid},
          {"gid", user.gid},
          {"name", Words(user.name)},
          {"renderer_uid", user.renderer_uid},
          {"as_another_user", std::move(changes)}};
}

json::array LayerArray(const DoctorReport& report) {
  json::array layers;
  for (const LayerFinding& layer : report.layers) {
    layers.push_back(json::object{{"name", layer.name},
                                  {"available", layer.available ? json::value(*layer.available) : json::value()},
                                  {"applied", layer.applied},
                                  {"why", Words(layer.why)},
                                  {"effect", layer.effect},
                                  {"remedy", Words(layer.remedy)}});
  }
  return layers;
}

}  // namespace

std::string DoctorJson(const DoctorReport& report) {
  const MachineFacts& machine = report.machine;
  json::array fonts;
  for (const FontFact& font : machine.fonts) {
    fonts.push_back(json::object{{"file", font.file}, {"found", font.found}});
  }
  const CgroupFacts& group = machine.cgroup;
  return JsonLine(json::object{
      {"kernel",
       json::object{{"release", machine.kernel.release},
                    {"machine", machine.kernel.machine},
                    {"system", Words(machine.kernel.system)},
                    {"environment", report.environment->name}}},
      {"user", UserObject(report)},
      {"layers", LayerArray(report)},
      {"limits",
       json::object{{"nofile", LimitObject(machine.limits.descriptors)},
                    {"nproc", LimitObject(machine.limits.processes)},
                    {"stack", LimitObject(machine.limits.stack_bytes)},
                    {"pids", Number(machine.limits.pids)}}},
      {"cgroup",
       json::object{{"version", group.version == 0 ? json::value() : json::value(group.version)},
                    {"path", Words(group.path)},
                    {"writable", group.writable},
                    {"memory", group.memory},
                    {"pids", group.pids},
                    {"cpu", group.cpu}}},
      {"fonts", std::move(fonts)},
      {"strict", report.strict.starts},
      {"best_effort", report.best_effort.starts}});
}

}  // namespace bulkhead
