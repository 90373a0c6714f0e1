#include "browser/symbols/runtime_frames.h"

#include <algorithm>
#include <string_view>

namespace bulkhead {
namespace {

bool IsRuntime(const NamedFrame& frame) {
  const std::string_view path = frame.module;
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return name.starts_with("libc.so.") || name.starts_with("libstdc++.so.") || name.starts_with("libgcc_s.so.") ||
         name.starts_with("ld-linux") || frame.function.starts_with("bulkhead::(anonymous namespace)::OnTerminate");
}

}  // namespace

void DropRuntimeFrames(std::vector<NamedFrame>* frames) {
  const auto caller = std::ranges::find_if_not(*frames, IsRuntime);
  if (caller != frames->end()) {
    frames->erase(frames->begin(), caller);
  }
}

}  // namespace bulkhead
