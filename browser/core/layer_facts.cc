#include "browser/core/layer_facts.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bulkhead {
namespace {

constexpr LayerFact kFacts[] = {
    {"user", "a renderer keeps this user's id and rights; pid, net, ipc and root need this layer"},
    {"pid", "a renderer sees this user's other processes and can signal them"},
    {"net", "a renderer can reach the network and sockets of this machine"},
    {"ipc", "a renderer shares System V memory and message queues with this user's programs"},
    {"root", "a renderer sees the file system, and reads and writes there what this user can"},
    {"process_group", "a renderer's kill(0) reaches the browser and the other tabs"},
    {"landlock", "nothing refuses files, TCP and signals to others a second time"},
    {"capabilities", "a renderer keeps the powers of its namespaces, such as mount"},
    {"no_new_privs", "a renderer can gain rights by running a set-user-id program"},
    {"descriptors", "a renderer inherits open files and sockets that are not its own"},
    {"rlimits", "a renderer can use up processes, files and address space"},
    {"dumpable", "this user's other programs can read a renderer's memory, and a crash can leave a core"},
    {"seccomp", "every system call of the kernel is open to a renderer"},
};

// Steps that are not called as their layer is (renderer/process/start_up_order.cc).
constexpr std::pair<std::string_view, std::string_view> kSteps[] = {
    {"namespaces", "user"},          {"uid_map", "user"},           {"identity", "user"},
    {"group", "process_group"},    {"close_range", "descriptors"}, {"bounding_set", "capabilities"},
    {"zygote_caps", "capabilities"}, {"landlock_rules", "landlock"}, {"thread_limit", "rlimits"},
    {"seccomp_build", "seccomp"},    {"self_test", "seccomp"},
};

}  // namespace

std::span<const LayerFact> LayerFacts() {
  return kFacts;
}

const LayerFact* FindLayer(std::string_view name) {
  const auto found = std::ranges::find(kFacts, name, &LayerFact::name);
  return found != std::end(kFacts) ? found : nullptr;
}

std::string LayerNames(std::string_view between) {
  std::string names;
  for (const LayerFact& fact : kFacts) {
    names += (names.empty() ? "" : std::string(between)) + std::string(fact.name);
  }
  return names;
}

std::string_view LayerOfStep(std::string_view step) {
  for (const auto& [name, layer] : kSteps) {
    if (name == step) {
      return layer;
    }
  }
  const LayerFact* const fact = FindLayer(step);
  return fact != nullptr ? fact->name : std::string_view();
}

}  // namespace bulkhead
