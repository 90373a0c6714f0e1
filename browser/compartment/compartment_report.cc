#include "browser/compartment/compartment_report.h"

#include <algorithm>

namespace bulkhead {

CompartmentReport ReportOf(const spawn::InitEvent::Ready& ready) {
  CompartmentReport report;
  for (const spawn::Layer& layer : ready.layers()) {
    report.layers.emplace_back(layer.name(), layer.state());
  }
  for (const spawn::Step& step : ready.steps()) {
    report.steps.emplace_back(step.name(), step.at_ns());
  }
  for (const spawn::Module& module : ready.modules()) {
    report.modules.push_back({module.path(), module.base(), module.begin(), module.end()});
  }
  return report;
}

CallReport ReportOf(const spawn::InitEvent::LearnedCall& call) {
  CallReport report;
  report.compartment_pid = call.pid();
  report.kind = call.kind();
  report.count = call.count();
  report.others = call.others();
  report.thread = call.tid();
  report.number = call.call();
  report.architecture = call.architecture();
  const int arguments = std::min(call.arguments_size(), static_cast<int>(report.arguments.size()));
  std::copy_n(call.arguments().begin(), arguments, report.arguments.begin());
  report.policy = call.policy();
  return report;
}

}  // namespace bulkhead
