#include "browser/host/first_words.h"

#include <algorithm>
#include <utility>

namespace bulkhead {
namespace {

std::string NameOfMode(SandboxMode mode) {
  switch (mode) {
    case SandboxMode::kStrict:
      return "strict";
    case SandboxMode::kBestEffort:
      return "best-effort";
    case SandboxMode::kOff:
      return "off";
  }
  return "off";
}

}  // namespace

FirstWords::FirstWords(Host::EventSink sink, const HostOptions& options)
    : sink_(std::move(sink)), mode_(options.sandbox), model_(NameOf(options.model)) {}

void FirstWords::OnCompartmentReady(const LayerStates& layers, double t) {
  if (announced_) {
    return;
  }
  layers_ = layers;
  if (mode_ != SandboxMode::kBestEffort) {
    Announce(t);
  }
}

void FirstWords::OnRenderer(const LayerStates& missing, double t) {
  if (!announced_) {
    layers_ = WithoutMissing(std::move(layers_), missing);
    Announce(t);
  }
}

void FirstWords::Announce(double t) {
  if (layers_.empty() || std::exchange(announced_, true)) {
    return;
  }
  // First also by its time: tabs may have been opened while the compartment started.
  if (!held_.empty()) {
    t = std::min(t, held_.front().t);
  }
  sink_({t, HostStart{NameOfMode(mode_), layers_, model_}});
  // What the user's answer to one of them brings about comes behind all of them.
  while (!held_.empty()) {
    sink_(held_.front());
    held_.pop_front();
  }
}

void FirstWords::Emit(Event event) {
  if (announced_ && held_.empty()) {
    sink_(event);
  } else {
    held_.push_back(std::move(event));
  }
}

}  // namespace bulkhead
