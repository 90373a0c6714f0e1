#include "browser/cli/event_json.h"

#include <optional>
#include <string_view>
#include <variant>

#include "browser/cli/json_line.h"
#include "browser/cli/option_texts.h"

namespace bulkhead {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

template <class T>
value OrNull(const std::optional<T>& known) {
  return known ? value(*known) : value(nullptr);
}

template <class T>
void PutKnown(object& fields, std::string_view key, const std::optional<T>& known) {
  if (known) {
    fields[key] = *known;
  }
}

value Name(std::string_view name) {
  return value(boost::json::string(name));
}

}  // namespace

object DetailJson(const DeathDetail& detail) {
  object fields;
  PutKnown(fields, "signal", detail.signal);
  PutKnown(fields, "code", detail.code);
  PutKnown(fields, "address", detail.address);
  PutKnown(fields, "thread", detail.thread);
  PutKnown(fields, "kind", detail.kind);
  if (detail.rule) {
    fields["rule"] = {{"number", detail.rule->first}, {"name", detail.rule->second}};
  }
  PutKnown(fields, "limit", detail.limit);
  PutKnown(fields, "step", detail.step);
  PutKnown(fields, "errno", detail.error);
  PutKnown(fields, "syscall", detail.syscall);
  if (!detail.args.empty()) {
    fields["args"] = array(detail.args.begin(), detail.args.end());
  }
  if (!detail.frames.empty()) {
    array frames;
    for (const RawFrame& frame : detail.frames) {
      frames.push_back({{"module", frame.module}, {"offset", frame.offset}});
    }
    fields["frames"] = std::move(frames);
  }
  // The abort text is part of what the record says.
  std::optional<std::string> record = detail.record;
  if (detail.message && (!record || record->find(*detail.message) == std::string::npos)) {
    record = record ? *record + ": " + *detail.message : *detail.message;
  }
  PutKnown(fields, "record", record);
  PutKnown(fields, "status", detail.status);
  PutKnown(fields, "decision", detail.decision);
  return fields;
}

array StacksJson(const std::vector<NamedStack>& stacks) {
  array threads;
  for (const NamedStack& stack : stacks) {
    array frames;
    for (const NamedFrame& frame : stack.frames) {
      frames.push_back({{"function", frame.function},
                        {"file", frame.file},
                        {"line", frame.line},
                        {"module", frame.module},
                        {"offset", frame.offset}});
    }
    threads.push_back({{"thread", stack.thread}, {"role", Name(NameOf(stack.role))}, {"frames", std::move(frames)}});
  }
  return threads;
}

namespace {

object TabFigures(const TabSummary& tab) {
  object fields;
  fields["tab"] = tab.tab;
  fields["page"] = tab.page;
  fields["state"] = Name(NameOf(tab.state));
  fields["cause"] = tab.cause ? Name(NameOf(*tab.cause)) : value(nullptr);
  fields["generations"] = tab.generations;
  fields["frames"] = tab.frames;
  fields["fps"] = OrNull(tab.fps);
  fields["frame_gap_ms"] = tab.frame_gap_ms ? value{{"p50", tab.frame_gap_ms->p50},
                                                    {"p99", tab.frame_gap_ms->p99},
                                                    {"max", tab.frame_gap_ms->max}}
                                            : value(nullptr);
  fields["peak_rss_kib"] = OrNull(tab.peak_rss_kib);
  fields["private_dirty_kib"] = OrNull(tab.private_dirty_kib);
  return fields;
}

// Appends the fields of each event to an object that has t and event already; says the event's name first.
class FieldWriter {
 public:
  explicit FieldWriter(object& fields) : fields_(fields) {}

  void operator()(const HostStart& e) {
    Begin("host.start");
    object layers;
    for (const auto& [name, state] : e.layers) {
      layers[name] = state;
    }
    fields_["version"] = ProgramVersion();
    fields_["schema"] = kEventSchema;
    fields_["build"] = ProgramBuild();
    fields_["sandbox"] = {{"mode", e.sandbox_mode}, {"layers", std::move(layers)}};
    fields_["model"] = e.model;
  }
  void operator()(const TabStarting& e) {
    Begin("tab.starting", e.tab, e.generation);
    fields_["page"] = e.page;
  }
  void operator()(const TabLive& e) {
    Begin("tab.live", e.tab, e.generation);
    fields_["pid"] = e.pid;
    fields_["startup_ms"] = e.startup_ms;
    object steps;
    for (const auto& [name, ms] : e.steps) {
      steps[name] = ms;
    }
    fields_["steps"] = std::move(steps);
  }
  void operator()(const TabFirstFrame& e) {
    Begin("tab.first_frame", e.tab, e.generation);
    fields_["ms"] = e.ms;
  }
  void operator()(const TabTitle& e) {
    Begin("tab.title", e.tab);
    fields_["text"] = e.text;
  }
  void operator()(const ConsoleEvent& e) {
    Begin("console", e.tab);
    fields_["level"] = e.level;
    fields_["text"] = e.text;
    fields_["source"] = e.source;
    fields_["line"] = e.line;
  }
  void operator()(const TabError& e) {
    Begin("tab.error", e.tab);
    fields_["message"] = e.message;
    fields_["source"] = e.source;
    fields_["line"] = e.line;
    fields_["stack"] = e.stack;
  }
  void operator()(const FaultFired& e) {
    Begin("fault.fired", e.tab);
    fields_["fault"] = e.fault;
    fields_["site"] = e.site;
    fields_["how"] = e.how;
    fields_["evidence"] = e.evidence;
  }
  void operator()(const TabMessage& e) {
    Begin("tab.message", e.tab);  // and its value: see EventJson()
  }
  void operator()(const TabMessagesDropped& e) {
    Begin("tab.messages_dropped", e.tab, e.generation);
    fields_["count"] = e.count;
  }
  void operator()(const TabUnresponsive& e) {
    Begin("tab.unresponsive", e.tab, e.generation);
    fields_["thread"] = e.thread;
    fields_["kind"] = e.kind;
  }
  void operator()(const TabResponsive& e) { Begin("tab.responsive", e.tab, e.generation); }
  void operator()(const TabGone& e) {
    Begin("tab.gone", e.tab, e.generation);
    fields_["cause"] = Name(NameOf(e.cause));
    fields_["detail"] = DetailJson(e.detail);
    fields_["detect_ms"] = e.detect_ms;
  }
  void operator()(const TabReport& e) {
    Begin("tab.report", e.tab, e.generation);
    fields_["id"] = e.id;
    fields_["stacks"] = StacksJson(e.stacks);
  }
  void operator()(const TabRestarting& e) {
    Begin("tab.restarting", e.tab);
    fields_["attempt"] = e.attempt;
    fields_["delay_ms"] = e.delay_ms;
  }
  void operator()(const TabGaveUp& e) { Begin("tab.gave_up", e.tab); }
  void operator()(const TabClosed& e) { Begin("tab.closed", e.tab); }
  void operator()(const ResourceRefused& e) {
    Begin("resource.refused", e.tab);
    fields_["url"] = e.url;
    fields_["reason"] = e.reason;
  }
  void operator()(const SandboxCall& e) {
    Begin("sandbox.call", e.tab, e.generation);
    fields_["syscall"] = e.syscall;
    fields_["abi"] = e.abi;
    fields_["thread"] = e.thread;
    fields_["args"] = array(e.args.begin(), e.args.end());
    fields_["count"] = e.count;
    fields_["policy"] = e.policy.empty() ? value(nullptr) : value(e.policy);
  }
  void operator()(const Dropped& e) {
    Begin("dropped");
    fields_["count"] = e.count;
  }
  void operator()(const Summary& e) {
    Begin("summary");
    array tabs;
    for (const TabSummary& tab : e.tabs) {
      tabs.push_back(TabFigures(tab));
    }
    fields_["tabs"] = std::move(tabs);
    fields_["host"] = {{"zombies", OrNull(e.host.zombies)},      {"orphans", OrNull(e.host.orphans)},
                       {"leaked_fds", OrNull(e.host.leaked_fds)}, {"rss_kib", OrNull(e.host.rss_kib)},
                       {"threads", OrNull(e.host.threads)},       {"messages_in", e.host.messages_in},
                       {"messages_out", e.host.messages_out},     {"bad_messages", e.host.bad_messages}};
  }

 private:
  void Begin(std::string_view name) { fields_["event"] = Name(name); }
  void Begin(std::string_view name, TabId tab) {
    Begin(name);
    fields_["tab"] = tab;
  }
  void Begin(std::string_view name, TabId tab, uint32_t generation) {
    Begin(name, tab);
    fields_["generation"] = generation;
  }

  object& fields_;
};

}  // namespace

std::string EventJson(const Event& event) {
  object fields;
  fields["t"] = event.t;
  std::visit(FieldWriter(fields), event.body);
  std::string line = JsonLine(fields);
  if (const auto* message = std::get_if<TabMessage>(&event.body)) {
    // The page's own text: a number keeps all its digits.
    line.insert(line.size() - 1, ",\"value\":" + OneLineOfJson(message->json));
  }
  return line;
}

}  // namespace bulkhead
