#include "browser/symbols/symboliser.h"

#include <utility>

#include "browser/symbols/module_symbols.h"
#include "browser/symbols/runtime_frames.h"

namespace bulkhead {
namespace {

NamedFrame WithoutName(const RawFrame& frame) {
  return {{}, {}, 0, frame.module, frame.offset};
}

}  // namespace

Symboliser::Symboliser(WorkPace pace) : pace_(std::move(pace)) {}
Symboliser::~Symboliser() = default;

std::vector<NamedStack> Symboliser::Name(std::span<const RawStack> stacks, const std::atomic<bool>& stop) {
  std::vector<NamedStack> named;
  for (const RawStack& stack : stacks) {
    NamedStack& into = named.emplace_back();
    into.thread = stack.thread;
    into.role = stack.role;
    for (size_t i = 0; i < stack.frames.size(); ++i) {
      if (stop.load(std::memory_order_relaxed)) {
        into.frames.push_back(WithoutName(stack.frames[i]));
      } else {
        NameFrame(stack.frames[i], i == 0, &into.frames);
      }
    }
    if (stack.aborted) {
      DropRuntimeFrames(&into.frames);
    }
  }
  return named;
}

void Symboliser::NameInSteps(std::span<const RawStack> stacks, const std::atomic<bool>& stop, const Tell& tell) {
  for (size_t at = 0; at < stacks.size(); ++at) {
    // Where it stood; who called that, behind what the C library puts there; all of it. What was found once costs nothing again.
    for (const size_t frames : {size_t{1}, size_t{8}, stacks[at].frames.size()}) {
      if (frames > stacks[at].frames.size()) {
        continue;
      }
      RawStack begin = stacks[at];
      begin.frames.resize(frames);
      NamedStack named = Name({&begin, 1}, stop).front();
      for (const RawFrame& frame : std::span(stacks[at].frames).subspan(frames)) {
        named.frames.push_back(WithoutName(frame));
      }
      if (stop.load(std::memory_order_relaxed)) {
        return;
      }
      tell(at, std::move(named));
    }
  }
}

void Symboliser::NameFrame(const RawFrame& frame, bool top, std::vector<NamedFrame>* named) {
  NamedFrame plain = WithoutName(frame);
  if (frame.module.empty() || frame.offset == 0) {
    named->push_back(std::move(plain));
    return;
  }
  auto& module = modules_[frame.module];
  if (module == nullptr) {
    module = std::make_unique<ModuleSymbols>(frame.module, &pace_);
  }
  // A return address is behind its call, and behind a call that does not return another function can begin.
  const std::vector<Place>& places = module->Find(top ? frame.offset : frame.offset - 1);
  if (places.empty()) {
    named->push_back(std::move(plain));
  }
  for (const Place& place : places) {
    plain.function = place.function;
    plain.file = place.file;
    plain.line = place.line;
    named->push_back(plain);
  }
}

void Symboliser::Forget() {
  modules_.clear();
}

std::vector<NamedStack> Unnamed(std::span<const RawStack> stacks) {
  const std::atomic<bool> stop = true;
  return Symboliser().Name(stacks, stop);
}

}  // namespace bulkhead
