#include "browser/cli/event_printer.h"

#include <variant>

#include "browser/cli/event_json.h"
#include "browser/cli/event_text.h"

namespace bulkhead {

std::string EventPrinter::LineOf(const Event& event) const {
  return json_ ? EventJson(event) : EventText(event, style_);
}

void EventPrinter::Print(const Event& event) {
  const bool keep = std::holds_alternative<HostStart>(event.body) || std::holds_alternative<Summary>(event.body);
  output_->Write(LineOf(event), keep ? OutputWriter::Keep::kAlways : OutputWriter::Keep::kDroppable, event.t);
}

void EventPrinter::PrintText(const std::string& line) {
  if (!json_) {
    output_->Write(line, OutputWriter::Keep::kAlways);
  }
}

std::string EventPrinter::DroppedLine(uint64_t count, double t) const {
  return LineOf({t, Dropped{count}});
}

}  // namespace bulkhead
