#include "browser/core/learned_calls.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "browser/core/system_call_name.h"

namespace bulkhead {
namespace {

auto Place(const LearnedCall& call) {
  return std::tie(call.tab, call.generation);
}

auto Identity(const LearnedCall& call) {
  return std::tie(call.tab, call.generation, call.name, call.abi, call.policy);
}

}  // namespace

bool LearnedCalls::WantsThread(const Key& key) const {
  const auto known = calls_.find(key);
  return known == calls_.end() || known->second.thread.empty();
}

void LearnedCalls::Note(const Key& key, const Sight& sight, LearnedCall call) {
  if (sight.others) {
    call.name = "other calls";
  } else {
    SystemCallName name = NameSystemCall(sight.number, sight.architecture);
    call.name = std::move(name.name);
    call.abi = name.abi.empty() ? "native" : std::move(name.abi);
  }
  LearnedCall& kept = calls_[key];
  // A renderer has one tab from its first page on, but init's last word may come when that has left it.
  if (call.tab == 0) {
    std::tie(call.tab, call.generation) = Place(kept);
  }
  if (call.thread.empty()) {
    call.thread = std::move(kept.thread);
  }
  call.count = std::max(call.count, kept.count);
  kept = std::move(call);
}

std::vector<LearnedCall> LearnedCalls::InOrder() const {
  std::vector<LearnedCall> all;
  for (const auto& entry : calls_) {
    const LearnedCall& call = entry.second;  // clang 14 captures no structured binding
    const auto same = std::ranges::find_if(all, [&](const LearnedCall& each) { return Identity(each) == Identity(call); });
    if (same == all.end()) {
      all.push_back(call);
    } else {
      same->count += call.count;
    }
  }
  // Within a tab in the order of their first time.
  std::ranges::stable_sort(all, [](const LearnedCall& left, const LearnedCall& right) { return Place(left) < Place(right); });
  return all;
}

}  // namespace bulkhead
