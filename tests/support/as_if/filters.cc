#include "tests/support/as_if/filters.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>

#include <initializer_list>
#include <vector>

#include "tests/support/as_if/load_filter.h"

namespace bulkhead {
namespace {

struct Refusal {
  const char* call;
  int error;
  std::vector<scmp_arg_cmp> arguments = {};  // empty: whatever they are
};

bool Refuse(const std::vector<Refusal>& refusals, std::string* error) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  for (const Refusal& refusal : refusals) {
    const int call = ::seccomp_syscall_resolve_name(refusal.call);
    const int added = ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(refusal.error)), call,
                                               static_cast<unsigned>(refusal.arguments.size()), refusal.arguments.data());
    if (added != 0) {
      *error = std::string("no rule for ") + refusal.call;
      ::seccomp_release(filter);
      return false;
    }
  }
  return LoadFilter(filter, error);
}

scmp_arg_cmp HasFlag(unsigned argument, uint64_t flag) {
  return {argument, SCMP_CMP_MASKED_EQ, flag, flag};
}

}  // namespace

// As Moby's profiles/seccomp/default.json answers a process without CAP_SYS_ADMIN.
bool RefuseAsDocker(std::string* error) {
  std::vector<Refusal> refusals = {{"clone3", ENOSYS}};
  for (const char* call : {"unshare", "setns", "mount", "umount2", "pivot_root", "sethostname", "setdomainname", "bpf"}) {
    refusals.push_back({call, EPERM});
  }
  for (const uint64_t flag : {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID,
                              CLONE_NEWNET}) {
    refusals.push_back({"clone", EPERM, {HasFlag(0, flag)}});
  }
  return Refuse(refusals, error);
}

// As containers/common's pkg/seccomp/seccomp.json does without CAP_SYS_ADMIN. What it does not know is not implemented;
// Landlock came into it late.
bool RefuseAsPodman(std::string* error) {
  std::vector<Refusal> refusals;
  for (const char* call : {"sethostname", "setdomainname", "setns", "bpf", "perf_event_open"}) {
    refusals.push_back({call, EPERM});
  }
  for (const char* call : {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}) {
    refusals.push_back({call, ENOSYS});
  }
  return Refuse(refusals, error);
}

bool RefuseMount(std::string* error) {
  return Refuse({{"mount", EACCES}, {"umount2", EACCES}, {"pivot_root", EACCES}}, error);
}

bool RefuseLandlock(std::string* error) {
  return Refuse({{"landlock_create_ruleset", ENOSYS}, {"landlock_add_rule", ENOSYS}, {"landlock_restrict_self", ENOSYS}}, error);
}

bool RefuseSeccomp(std::string* error) {
  return Refuse({{"seccomp", EINVAL}, {"prctl", EINVAL, {{0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0}}}}, error);
}

}  // namespace bulkhead
