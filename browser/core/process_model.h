// Which renderer a page goes into. Pure: the host describes the renderers it has, gets the answer, acts.
#ifndef BULKHEAD_BROWSER_CORE_PROCESS_MODEL_H_
#define BULKHEAD_BROWSER_CORE_PROCESS_MODEL_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bulkhead {

enum class ProcessModel { kTab, kSite, kShared };
std::string_view NameOf(ProcessModel model);

struct RendererSlot {
  uint32_t id = 0;
  std::string site;      // of its first page; means nothing while it has none
  uint32_t pages = 0;
  bool usable = false;   // starting or live, not dying
};

// The renderer to use, or nullopt: a new one (or the spare) is wanted. A slot without pages is a spare and never chosen
// here.
std::optional<uint32_t> AllocateHost(ProcessModel model, const std::string& site, std::span<const RendererSlot> renderers);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_PROCESS_MODEL_H_
