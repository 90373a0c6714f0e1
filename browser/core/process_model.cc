#include "browser/core/process_model.h"

namespace bulkhead {

std::string_view NameOf(ProcessModel model) {
  switch (model) {
    case ProcessModel::kTab:
      return "tab";
    case ProcessModel::kSite:
      return "site";
    case ProcessModel::kShared:
      return "shared";
  }
  return "tab";
}

std::optional<uint32_t> AllocateHost(ProcessModel model,
                                     const std::string& site,
                                     std::span<const RendererSlot> renderers) {
  if (model == ProcessModel::kTab) {
    return std::nullopt;
  }
  for (const RendererSlot& slot : renderers) {
    if (slot.usable && slot.pages > 0 && (model == ProcessModel::kShared || slot.site == site)) {
      return slot.id;
    }
  }
  return std::nullopt;
}

}  // namespace bulkhead
