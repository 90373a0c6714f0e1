#include "browser/cli/reports/report_text.h"

#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "browser/cli/cause_words.h"
#include "browser/cli/frame_words.h"
#include "browser/cli/json_line.h"
#include "browser/cli/plain_text.h"

namespace bulkhead {
namespace {

namespace json = boost::json;

const json::object* ObjectOf(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

uint64_t NumberOf(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  json::error_code failed;
  const uint64_t number = value != nullptr ? value->to_number<uint64_t>(failed) : 0;
  return failed ? 0 : number;
}

std::vector<NamedStack> StacksOf(const json::object& report) {
  std::vector<NamedStack> stacks;
  const json::value* all = report.if_contains("stacks");
  if (all == nullptr || !all->is_array()) {
    return stacks;
  }
  for (const json::value& one : all->get_array()) {
    const json::object* fields = one.if_object();
    const json::value* frames = fields != nullptr ? fields->if_contains("frames") : nullptr;
    if (frames == nullptr || !frames->is_array()) {
      continue;
    }
    NamedStack& stack = stacks.emplace_back();
    stack.thread = TextOf(*fields, "thread");
    const std::string role = TextOf(*fields, "role");
    for (const StackRole each : {StackRole::kStopped, StackRole::kSilent}) {
      stack.role = role == NameOf(each) ? each : stack.role;
    }
    for (const json::value& frame : frames->get_array()) {
      if (const json::object* parts = frame.if_object()) {
        stack.frames.push_back({TextOf(*parts, "function"), TextOf(*parts, "file"),
                                static_cast<uint32_t>(NumberOf(*parts, "line")), TextOf(*parts, "module"),
                                NumberOf(*parts, "offset")});
      }
    }
  }
  return stacks;
}

// "-1.25 ms  control up  FaultFired, 64 bytes, page 3", the oldest first.
std::vector<std::string> MessageLines(const json::object& report) {
  std::vector<std::string> lines;
  const json::value* all = report.if_contains("messages");
  if (all == nullptr || !all->is_array()) {
    return lines;
  }
  for (const json::value& one : all->get_array()) {
    const json::object* fields = one.if_object();
    if (fields == nullptr) {
      continue;
    }
    const json::value* ms = fields->if_contains("ms");
    const std::string time = FixedText(ms != nullptr && ms->is_double() ? ms->get_double() : 0, 2);
    std::string line = std::string(time.size() < 9 ? 9 - time.size() : 0, ' ') + time + " ms  " +
                       TextOf(*fields, "channel") + " " + TextOf(*fields, "direction") + "  " + TextOf(*fields, "name") + ", " +
                       std::to_string(NumberOf(*fields, "bytes")) + " bytes";
    if (const uint64_t page = NumberOf(*fields, "page"); page != 0) {
      line += ", page " + std::to_string(page);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// "rip 0x10, rsp 0x20".
std::string Pairs(const json::object* fields) {
  std::string text;
  if (fields != nullptr) {
    for (const auto& [name, value] : *fields) {
      const std::string words = value.is_string() ? std::string(value.get_string()) : JsonLine(value);
      text += (text.empty() ? "" : ", ") + std::string(name) + " " + words;
    }
  }
  return text;
}

}  // namespace

std::string TextOf(const json::object& fields, std::string_view name) {
  const json::value* value = fields.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string TopFrameText(const json::object& report) {
  for (const NamedStack& stack : StacksOf(report)) {
    if (!stack.frames.empty()) {
      return FrameText(stack.frames.front());
    }
  }
  return {};
}

std::string ReportText(const json::object& report, const TextStyle& style) {
  std::string text;
  const auto line = [&](const std::string& words) { text += PlainText(words, style.ascii, 1000) + "\n"; };
  const auto add = [&](const char* name, const std::string& words) {
    if (!words.empty()) {
      line(std::string(name) + std::string(12 - std::string_view(name).size(), ' ') + words);
    }
  };
  add("report", TextOf(report, "id"));
  add("page", TextOf(report, "page"));
  add("life", std::to_string(NumberOf(report, "generation")) + " of tab " + std::to_string(NumberOf(report, "tab")));
  add("cause", TextOf(report, "words"));
  if (const json::object* detail = ObjectOf(report, "detail")) {
    if (detail->contains("address")) {
      add("address", HexText(NumberOf(*detail, "address")));
    }
    for (const char* name : {"thread", "step", "limit", "record", "status", "decision"}) {
      add(name, TextOf(*detail, name));
    }
  }
  if (const json::object* script = ObjectOf(report, "script"); script != nullptr && !TextOf(*script, "source").empty()) {
    add("script", TextOf(*script, "source") + ":" + std::to_string(NumberOf(*script, "line")));
  }
  add("fault", TextOf(report, "fault"));
  add("resources", Pairs(ObjectOf(report, "resources")));
  if (const json::object* sandbox = ObjectOf(report, "sandbox")) {
    add("sandbox", TextOf(*sandbox, "mode"));
    add("missing", Pairs(ObjectOf(*sandbox, "missing")));
  }
  for (const NamedStack& stack : StacksOf(report)) {
    line(ThreadText(stack));
    for (const std::string& frame : StackLines(stack, stack.frames.size())) {
      line("  " + frame);
    }
  }
  add("registers", Pairs(ObjectOf(report, "registers")));
  add("steps, ms", Pairs(ObjectOf(report, "steps")));
  if (const std::vector<std::string> messages = MessageLines(report); !messages.empty()) {
    line("last messages, from the death");
    for (const std::string& message : messages) {
      line("  " + message);
    }
  }
  return text;
}

}  // namespace bulkhead
