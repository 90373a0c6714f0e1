#include "browser/compartment/compartment_report.h"

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

}  // namespace bulkhead
