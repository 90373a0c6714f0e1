// The cgroup that this process is in: whether the kernel could enforce a renderer's limits there.
#ifndef BULKHEAD_BROWSER_DOCTOR_CGROUP_FACTS_H_
#define BULKHEAD_BROWSER_DOCTOR_CGROUP_FACTS_H_

#include <cstdint>
#include <filesystem>
#include <optional>

#include "browser/doctor/machine_facts.h"

namespace bulkhead {

// `root`: "/" but for tests. `pids`: the group's limit on processes, nullopt if there is none.
CgroupFacts ReadCgroup(const std::filesystem::path& root, std::optional<uint64_t>* pids);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_CGROUP_FACTS_H_
