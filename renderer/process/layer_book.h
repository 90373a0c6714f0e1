// The layers of the sandbox and what became of each: "applied", "not built", or why not.
#ifndef BULKHEAD_RENDERER_PROCESS_LAYER_BOOK_H_
#define BULKHEAD_RENDERER_PROCESS_LAYER_BOOK_H_

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bulkhead {

// In the order in which people read them.
inline constexpr std::array<const char*, 13> kLayerNames = {
    "user",         "pid",         "net",     "ipc",      "root",   "process_group", "landlock", "capabilities",
    "no_new_privs", "descriptors", "rlimits", "dumpable", "seccomp"};

class LayerBook {
 public:
  // The first word that is not "applied" stays: a layer of two steps is applied only when both are.
  void Set(std::string_view layer, std::string_view state);
  // Empty while nothing is known.
  std::string_view Get(std::string_view layer) const;
  // Every layer, in the order of kLayerNames; those not heard of as `otherwise`.
  std::vector<std::pair<std::string, std::string>> All(std::string_view otherwise) const;

 private:
  std::vector<std::pair<std::string, std::string>> states_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_LAYER_BOOK_H_
