#include "browser/cli/doctor_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "browser/cli/colours.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/wrapped_text.h"

namespace bulkhead {
namespace {

constexpr size_t kColumns = 80;

std::string Padded(std::string text, size_t width) {
  text.append(width - std::min(width, Columns(text)), ' ');
  return text;
}

std::string LimitWords(const std::optional<uint64_t>& limit) {
  return limit ? std::to_string(*limit) : "unlimited";
}

// Whether a shell would take it.
bool IsCommand(std::string_view remedy) {
  return std::ranges::any_of(std::vector<std::string_view>{"sudo ", "docker ", "podman ", "mount "},
                             [&](std::string_view word) { return remedy.starts_with(word); });
}

class Writer {
 public:
  explicit Writer(const TextStyle& style) : style_(style) {}

  void Gap() { text_ += "\n"; }
  void Heading(const std::string& text) { text_ += Painted(kBold, text, style_) + "\n"; }
  // `label`, whose width the paint does not change, then `words` beside it, wrapped.
  void Line(const std::string& label, size_t indent, const std::string& words, std::string_view colour = {}) {
    const std::string plain = PlainText(words, style_.ascii, 2000);
    std::string margin = Padded(label, indent);
    for (const std::string& line : Wrap(plain, kColumns - indent, IsCommand(words) ? " \\" : "")) {
      std::string whole = margin + line;
      whole.erase(whole.find_last_not_of(' ') + 1);
      text_ += (!colour.empty() ? Painted(colour, whole, style_) : whole) + "\n";
      margin.assign(indent, ' ');
    }
  }
  std::string Take() { return std::move(text_); }

 private:
  const TextStyle style_;
  std::string text_;
};

void WriteLayers(const DoctorReport& report, Writer& out) {
  constexpr size_t kWhy = 31;
  out.Heading(Padded("Layer", 15) + Padded("here", 7) + Padded("applied", 9) + "why not");
  for (const LayerFinding& layer : report.layers) {
    const std::string here = !layer.available ? "?" : *layer.available ? "yes" : "no";
    out.Line(Padded(layer.name, 15) + Padded(here, 7) + Padded(layer.applied ? "yes" : "no", 9), kWhy, layer.why,
             layer.applied ? std::string_view() : kYellow);
    if (!layer.applied) {
      out.Line("  weaker:", 11, layer.effect);
      if (!layer.remedy.empty()) {
        out.Line("  do:", 11, layer.remedy);
      }
    }
  }
}

void WriteVerdict(const char* name, const Verdict& verdict, Writer& out) {
  if (verdict.starts) {
    out.Line(name, 15, "would start", kGreen);
    return;
  }
  out.Line(name, 15, "would not start: " + verdict.step + ": " + verdict.why, kRed);
  if (!verdict.remedy.empty()) {
    out.Line("  do:", 11, verdict.remedy);
  }
}

void WriteMachine(const DoctorReport& report, Writer& out) {
  const MachineFacts& machine = report.machine;
  out.Heading("This machine");
  out.Line("kernel", 15, machine.kernel.release + " " + machine.kernel.machine +
                             (machine.kernel.system.empty() ? "" : ", " + machine.kernel.system));
  out.Line("user", 15, (machine.user.name.empty() ? "nameless" : machine.user.name) + " (" + std::to_string(machine.user.uid) +
                           "); renderers run as " + std::to_string(machine.user.renderer_uid));
  for (const std::string& change : report.as_another_user) {
    out.Line("", 15, change);
  }
  const LimitFacts& limits = machine.limits;
  const auto both = [](const Limit& limit) { return LimitWords(limit.soft) + " of " + LimitWords(limit.hard); };
  out.Line("limits", 15, "open files " + both(limits.descriptors) + "; processes " + both(limits.processes) + "; pids " +
                             LimitWords(limits.pids) + "; stack " + both(limits.stack_bytes) + " bytes");
  const CgroupFacts& group = machine.cgroup;
  const auto controller = [](const char* name, bool there) { return std::string(there ? ", " : ", no ") + name; };
  out.Line("cgroup", 15,
           group.version == 0 ? "none: memory limits are sampled"
                              : "version " + std::to_string(group.version) + (group.writable ? ", writable" : ", not writable") +
                                    controller("memory", group.memory) + controller("pids", group.pids) +
                                    controller("cpu", group.cpu) + ": " + group.path);
  std::string missing;
  for (const FontFact& font : machine.fonts) {
    missing += font.found ? "" : " " + font.file;
  }
  out.Line("fonts", 15, missing.empty() ? "all " + std::to_string(machine.fonts.size()) + " faces"
                                        : "missing:" + missing + " (fonts-dejavu-core)");
}

void WriteEnvironment(const Environment& row, Writer& out) {
  out.Line(row.name, 29, std::string("strict: ") + row.strict + "; best-effort: " + row.best_effort + " (" + row.tried + ")");
  if (row.line[0] != '\0') {
    out.Line("  do:", 11, row.line);
  }
}

}  // namespace

std::string DoctorText(const DoctorReport& report, const TextStyle& style) {
  Writer out(style);
  WriteLayers(report, out);
  out.Gap();
  out.Heading("A start with --sandbox=");
  WriteVerdict("strict", report.strict, out);
  WriteVerdict("best-effort", report.best_effort, out);
  out.Gap();
  WriteMachine(report, out);
  out.Gap();
  out.Heading("What is known of such a place (--environments: of all)");
  WriteEnvironment(*report.environment, out);
  return out.Take();
}

std::string EnvironmentsText(const TextStyle& style) {
  Writer out(style);
  out.Heading("Where people run it");
  for (const Environment& row : Environments()) {
    WriteEnvironment(row, out);
  }
  return out.Take();
}

}  // namespace bulkhead
