#include "tests/support/event_schema.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <boost/json.hpp>

namespace bulkhead {
namespace {

namespace json = boost::json;

// Types: n number, i whole number not below 0, s string, S string that is not empty, b bool, o object with fields of its
// own table, a array of such, m map of strings, M map of numbers, ? anything; a '?' after another: may be null; a '*' before:
// may be absent.
struct Field {
  const char* name;
  const char* type;
  const char* table = "";
};

const std::map<std::string, std::vector<Field>, std::less<>>& Tables() {
  static const std::map<std::string, std::vector<Field>, std::less<>> tables = {
      {"host.start",
       {{"version", "S"}, {"schema", "i"}, {"build", "S"}, {"sandbox", "o", "@sandbox"}, {"model", "S"}}},
      {"tab.starting", {{"tab", "i"}, {"generation", "i"}, {"page", "S"}}},
      {"tab.live", {{"tab", "i"}, {"generation", "i"}, {"pid", "i"}, {"startup_ms", "n"}, {"steps", "M"}}},
      {"tab.first_frame", {{"tab", "i"}, {"generation", "i"}, {"ms", "n"}}},
      {"tab.title", {{"tab", "i"}, {"text", "s"}}},
      {"console", {{"tab", "i"}, {"level", "S"}, {"text", "s"}, {"source", "s"}, {"line", "i"}}},
      {"tab.error", {{"tab", "i"}, {"message", "s"}, {"source", "s"}, {"line", "i"}, {"stack", "s"}}},
      {"fault.fired", {{"tab", "i"}, {"fault", "S"}, {"site", "S"}, {"how", "S"}, {"evidence", "s"}}},
      {"tab.message", {{"tab", "i"}, {"value", "?"}}},
      {"tab.messages_dropped", {{"tab", "i"}, {"generation", "i"}, {"count", "i"}}},
      {"tab.unresponsive", {{"tab", "i"}, {"generation", "i"}, {"thread", "S"}, {"kind", "S"}}},
      {"tab.responsive", {{"tab", "i"}, {"generation", "i"}}},
      {"tab.gone", {{"tab", "i"}, {"generation", "i"}, {"cause", "S"}, {"detail", "o", "@detail"}, {"detect_ms", "n"}}},
      {"tab.report", {{"tab", "i"}, {"generation", "i"}, {"id", "S"}, {"stacks", "a", "@stack"}}},
      {"tab.restarting", {{"tab", "i"}, {"attempt", "i"}, {"delay_ms", "n"}}},
      {"tab.gave_up", {{"tab", "i"}}},
      {"tab.closed", {{"tab", "i"}}},
      {"resource.refused", {{"tab", "i"}, {"url", "s"}, {"reason", "S"}}},
      {"sandbox.call",
       {{"tab", "i"}, {"generation", "i"}, {"syscall", "S"}, {"abi", "s"}, {"thread", "s"}, {"args", "A"}, {"count", "i"},
        {"policy", "S?"}}},
      {"dropped", {{"count", "i"}}},
      {"summary", {{"tabs", "a", "@tab"}, {"host", "o", "@host"}}},
      {"@sandbox", {{"mode", "S"}, {"layers", "m"}}},
      {"@detail",
       {{"signal", "*S"}, {"code", "*n"}, {"address", "*n"}, {"thread", "*S"}, {"kind", "*S"}, {"rule", "*o", "@rule"},
        {"limit", "*S"}, {"step", "*S"}, {"errno", "*i"}, {"syscall", "*S"}, {"args", "*A"}, {"frames", "*a", "@frame"},
        {"record", "*s"}, {"status", "*s"}, {"decision", "*s"}}},
      {"@rule", {{"number", "i"}, {"name", "S"}}},
      {"@stack", {{"thread", "S"}, {"role", "S"}, {"frames", "a", "@named"}}},
      {"@named", {{"function", "s"}, {"file", "s"}, {"line", "i"}, {"module", "s"}, {"offset", "i"}}},
      {"@frame", {{"module", "s"}, {"offset", "i"}}},
      {"@tab",
       {{"tab", "i"}, {"page", "S"}, {"state", "S"}, {"cause", "S?"}, {"generations", "i"}, {"frames", "i"}, {"fps", "n?"},
        {"frame_gap_ms", "o?", "@gaps"}, {"peak_rss_kib", "i?"}, {"private_dirty_kib", "i?"}}},
      {"@gaps", {{"p50", "n"}, {"p99", "n"}, {"max", "n"}}},
      {"@host",
       {{"zombies", "i?"}, {"orphans", "i?"}, {"leaked_fds", "i?"}, {"rss_kib", "i?"}, {"threads", "i?"},
        {"messages_in", "i"}, {"messages_out", "i"}, {"bad_messages", "i"}}},
  };
  return tables;
}

// By field, or by table and field where a name has other words elsewhere; of a death's detail by cause and field.
const std::map<std::string, std::vector<std::string>, std::less<>>& Words() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> words = {
      {"cause",
       {"CleanExit", "ExitWithoutGoodbye", "NonZeroExit", "Signalled", "OutOfMemory", "SandboxViolation", "BadMessage",
        "QuotaExceeded", "Hang", "StartupFailed", "StartupTimeout", "KilledByUser", "KilledByPolicy", "KilledExternally",
        "BrowserLost", "CompartmentLost", "Internal"}},
      {"role", {"crashed", "stopped", "silent"}},
      {"state", {"starting", "live", "unresponsive", "gone", "restarting", "gave_up", "closed"}},
      {"console.level", {"log", "debug", "info", "warn", "error"}},
      // The thread that it strikes on; of a fault from outside, the process.
      {"fault.fired.site", {"main", "compositor", "workers", "process"}},
      {"how", {"real", "interface"}},
      {"tab.unresponsive.thread", {"main", "compositor", "workers"}},
      {"tab.unresponsive.kind", {"spinning", "blocked", "deadlock", "livelock", "starved", "stopped"}},
      {"Hang.thread", {"main", "compositor", "workers"}},
      {"Hang.kind", {"spinning", "blocked", "deadlock", "livelock", "starved", "stopped"}},
      {"QuotaExceeded.kind", {"outbound"}},
      {"KilledByPolicy.kind", {"shutdown"}},
      {"KilledExternally.signal", {"SIGKILL"}},
      {"mode", {"strict", "best-effort", "off"}},
      {"model", {"tab", "site", "shared"}},
  };
  return words;
}

// All of them, always: a script that looks for a layer finds it.
const std::vector<std::string>& Layers() {
  static const std::vector<std::string> layers = {"user", "pid", "net", "ipc", "root", "process_group", "landlock", "capabilities",
                                                  "no_new_privs", "descriptors", "rlimits", "dumpable", "seccomp"};
  return layers;
}

// What `detail` has for a cause. Beside these, `record` for any: a crash or a refused start-up can stand beside any decision.
struct CauseDetail {
  std::vector<std::string> required;
  std::vector<std::string> allowed = {};
};

const std::map<std::string, CauseDetail, std::less<>>& Details() {
  static const std::map<std::string, CauseDetail, std::less<>> details = {
      {"CleanExit", {{"code", "status"}}},
      {"ExitWithoutGoodbye", {{"code", "status"}}},
      {"NonZeroExit", {{"code", "status"}}},
      // From the crash record; without one from the wait status alone, in a step if it was still starting.
      {"Signalled", {{"signal", "status"}, {"code", "address", "thread", "kind", "frames", "step"}}},
      {"SandboxViolation", {{"signal", "syscall", "status"}, {"args", "code", "address", "thread", "kind", "frames", "step"}}},
      {"OutOfMemory", {{"limit", "status", "decision"}}},
      {"BadMessage", {{"rule", "status", "decision"}}},
      {"QuotaExceeded", {{"kind", "limit", "status", "decision"}}},
      {"Hang", {{"thread", "kind", "status", "decision"}, {"frames"}}},
      // A page that cannot be read has no process yet, so no status; one that ended by itself was not decided on.
      {"StartupFailed", {{"step"}, {"code", "errno", "thread", "status", "decision"}}},
      {"StartupTimeout", {{"step", "status", "decision"}, {"errno"}}},
      {"KilledByUser", {{"status", "decision"}}},
      {"KilledByPolicy", {{"kind", "status", "decision"}}},
      {"KilledExternally", {{"signal", "status"}, {"step"}}},
      {"BrowserLost", {{"status"}}},
      {"CompartmentLost", {{"status"}}},
      {"Internal", {{"status"}, {"errno", "decision"}}},
  };
  return details;
}

bool Has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsWhole(const json::value& value) {
  return value.is_uint64() || (value.is_int64() && value.get_int64() >= 0);
}

template <class Test>
bool AllOf(const json::value& value, Test test) {
  return value.is_object() && std::all_of(value.get_object().begin(), value.get_object().end(),
                                          [&](const auto& member) { return test(member.value()); });
}

bool HasType(const json::value& value, char type) {
  switch (type) {
    case 'n':
      return value.is_number();
    case 'i':
      return IsWhole(value);
    case 's':
      return value.is_string();
    case 'S':
      return value.is_string() && !value.get_string().empty();
    case 'o':
      return value.is_object();
    case 'a':
      return value.is_array();
    case 'A':
      return value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(), IsWhole);
    case 'm':
      return AllOf(value, [](const json::value& v) { return v.is_string(); });
    case 'M':
      return AllOf(value, [](const json::value& v) { return v.is_number(); });
    case '?':
      return true;
    default:
      return false;
  }
}

void CheckObject(const json::object& object, std::string_view table, std::vector<std::string>* errors);

void CheckField(const json::object& object, const Field& field, std::string_view table, std::vector<std::string>* errors) {
  const std::string where = std::string(table) + "." + field.name;
  std::string_view type = field.type;
  const bool optional = type.front() == '*';
  type.remove_prefix(optional ? 1 : 0);
  const json::value* value = object.if_contains(field.name);
  if (value == nullptr) {
    if (!optional) {
      errors->push_back(where + " is missing");
    }
    return;
  }
  if (value->is_null()) {
    if (!type.ends_with('?')) {
      errors->push_back(where + " is null");
    }
    return;
  }
  if (!HasType(*value, type.front())) {
    errors->push_back(where + " is no '" + std::string(type) + "': " + json::serialize(*value));
    return;
  }
  auto words = Words().find(where);
  words = words != Words().end() ? words : Words().find(std::string_view(field.name));
  if (words != Words().end() && value->is_string() && !Has(words->second, std::string_view(value->get_string()))) {
    errors->push_back(where + " has an unknown word: " + json::serialize(*value));
  }
  if (value->is_object() && field.table[0] != '\0') {
    CheckObject(value->get_object(), field.table, errors);
  }
  if (value->is_array() && field.table[0] != '\0') {
    for (const json::value& element : value->get_array()) {
      if (element.is_object()) {
        CheckObject(element.get_object(), field.table, errors);
      } else {
        errors->push_back(where + " has an element that is no object");
      }
    }
  }
}

void CheckObject(const json::object& object, std::string_view table, std::vector<std::string>* errors) {
  const std::vector<Field>& fields = Tables().find(table)->second;
  for (const Field& field : fields) {
    CheckField(object, field, table, errors);
  }
  for (const auto& member : object) {
    const std::string name(member.key());
    const bool common = table.front() != '@' && (name == "t" || name == "event");
    if (!common && std::none_of(fields.begin(), fields.end(), [&](const Field& field) { return name == field.name; })) {
      errors->push_back(std::string(table) + "." + name + " is not in the contract");
    }
  }
}

void CheckLayers(const json::object& start, std::vector<std::string>* errors) {
  const json::object& layers = start.at("sandbox").at("layers").as_object();
  for (const std::string& name : Layers()) {
    if (!layers.contains(name)) {
      errors->push_back("host.start.sandbox.layers." + name + " is missing");
    }
  }
  for (const auto& layer : layers) {
    if (!Has(Layers(), std::string_view(layer.key()))) {
      errors->push_back("host.start.sandbox.layers." + std::string(layer.key()) + " is no layer");
    } else if (layer.value().get_string().empty()) {
      errors->push_back("host.start.sandbox.layers." + std::string(layer.key()) + " says nothing");
    }
  }
}

void CheckDetail(const json::object& gone, std::vector<std::string>* errors) {
  const std::string cause(gone.at("cause").as_string());
  const CauseDetail& known = Details().find(cause)->second;
  const json::object& detail = gone.at("detail").as_object();
  for (const std::string& name : known.required) {
    if (!detail.contains(name)) {
      errors->push_back("tab.gone.detail." + name + " is missing for " + cause);
    }
  }
  for (const auto& member : detail) {
    const std::string name(member.key());
    if (name != "record" && !Has(known.required, name) && !Has(known.allowed, name)) {
      errors->push_back("tab.gone.detail." + name + " is not for " + cause);
    }
    const auto words = Words().find(cause + "." + name);
    if (words != Words().end() && !Has(words->second, std::string_view(member.value().as_string()))) {
      errors->push_back("tab.gone.detail." + name + " has an unknown word: " + json::serialize(member.value()));
    }
  }
}

}  // namespace

std::vector<std::string> SchemaErrors(std::string_view line) {
  std::vector<std::string> errors;
  json::error_code failed;
  const json::value value = json::parse(json::string_view(line.data(), line.size()), failed);
  if (failed || !value.is_object()) {
    return {"no JSON object: " + std::string(line)};
  }
  const json::object& object = value.get_object();
  const json::value* t = object.if_contains("t");
  if (t == nullptr || !t->is_number() || t->to_number<double>() < 0) {
    errors.push_back("t is missing or no time");
  }
  const json::value* event = object.if_contains("event");
  if (event == nullptr || !event->is_string() || event->get_string().empty() || event->get_string().front() == '@' ||
      Tables().find(std::string(event->get_string())) == Tables().end()) {
    errors.push_back("unknown event: " + std::string(line));
    return errors;
  }
  CheckObject(object, std::string(event->get_string()), &errors);
  if (!errors.empty()) {
    return errors;  // what follows relies on the types
  }
  if (*event == "host.start") {
    CheckLayers(object, &errors);
  } else if (*event == "tab.gone") {
    CheckDetail(object, &errors);
  }
  return errors;
}

std::vector<std::string> StreamErrors(const std::vector<std::string>& lines) {
  std::vector<std::string> errors;
  double last = 0;
  for (size_t at = 0; at < lines.size(); ++at) {
    std::vector<std::string> wrong = SchemaErrors(lines[at]);
    const bool readable = wrong.empty();
    std::move(wrong.begin(), wrong.end(), std::back_inserter(errors));
    if (!readable) {
      continue;
    }
    const json::value value = json::parse(lines[at]);
    const std::string event(value.at("event").get_string());
    if ((event == "host.start") != (at == 0)) {
      errors.push_back("line " + std::to_string(at + 1) + ": host.start is not the first, and only the first");
    }
    if ((event == "summary") != (at + 1 == lines.size())) {
      errors.push_back("line " + std::to_string(at + 1) + ": summary is not the last, and only the last");
    }
    const double t = value.at("t").to_number<double>();
    if (t < last) {
      errors.push_back("line " + std::to_string(at + 1) + ": t goes back");
    }
    last = at == 0 ? 0 : std::max(last, t);
  }
  if (lines.empty()) {
    errors.push_back("no output at all");
  }
  return errors;
}

std::vector<std::string> SchemaEvents() {
  std::vector<std::string> names;
  for (const auto& [name, fields] : Tables()) {
    if (name.front() != '@') {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace bulkhead
