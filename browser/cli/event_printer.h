// EventPrinter: the events of a host as lines of the output, JSON or text.
#ifndef BULKHEAD_BROWSER_CLI_EVENT_PRINTER_H_
#define BULKHEAD_BROWSER_CLI_EVENT_PRINTER_H_

#include <cstdint>
#include <string>

#include "browser/cli/output_writer.h"
#include "browser/cli/terminal.h"
#include "browser/host/events.h"

namespace bulkhead {

class EventPrinter {
 public:
  EventPrinter(bool json, TextStyle style) : json_(json), style_(style) {}

  // The writer to print to; it asks this printer for its `dropped` lines, so it is made after and destroyed before.
  void PrintTo(OutputWriter* output) { output_ = output; }
  void Print(const Event& event);
  // A line that is no event; not with JSON, where every line is one.
  void PrintText(const std::string& line);
  // On the writer's thread.
  std::string DroppedLine(uint64_t count, double t) const;

  bool json() const { return json_; }
  const TextStyle& style() const { return style_; }

 private:
  std::string LineOf(const Event& event) const;

  const bool json_;
  const TextStyle style_;
  OutputWriter* output_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_EVENT_PRINTER_H_
