#include "renderer/sandbox/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace bulkhead {
namespace {

// struct landlock_ruleset_attr of Linux 6.12; Debian 12's headers have its first field only.
struct RulesetAttributes {
  uint64_t handled_access_fs = 0;
  uint64_t handled_access_net = 0;
  uint64_t scoped = 0;
};

constexpr uint32_t kCreateRulesetVersion = 1;

// What each version of the ABI added: rights of the file system by count (landlock(7)), then of the network, then scopes.
struct Abi {
  unsigned file_rights;
  unsigned net_rights;
  unsigned scopes;
  size_t size;  // of the attributes that this version takes
};
constexpr Abi kAbis[] = {
    {13, 0, 0, 8},   // 1: Linux 5.13
    {14, 0, 0, 8},   // 2: REFER
    {15, 0, 0, 8},   // 3: TRUNCATE
    {15, 2, 0, 16},  // 4: TCP bind, connect
    {16, 2, 0, 16},  // 5: device ioctl
    {16, 2, 2, 24},  // 6: abstract sockets, signals
};

constexpr uint64_t Bits(unsigned count) {
  return (uint64_t{1} << count) - 1;
}

}  // namespace

Result<UniqueFd> CreateDenyAllRuleset() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion);
  if (version <= 0) {
    return ErrnoError();
  }
  // A newer kernel than this table denies what the table knows.
  const Abi& abi = kAbis[std::min<size_t>(static_cast<size_t>(version), std::size(kAbis)) - 1];
  const RulesetAttributes attributes{Bits(abi.file_rights), Bits(abi.net_rights), Bits(abi.scopes)};
  UniqueFd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, abi.size, 0)));
  if (!ruleset.valid()) {
    return ErrnoError();
  }
  return ruleset;
}

Result<void> EnterRuleset(int ruleset) {
  if (::syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
    return ErrnoError();
  }
  return {};
}

}  // namespace bulkhead
