#include "renderer/sandbox/policy_line.h"

#include <seccomp.h>

#include <cstdio>
#include <cstdlib>

namespace bulkhead {
namespace {

// In the policy's own notation; empty: another ABI's, or one that libseccomp does not know.
std::string NameOf(const SystemCall& call) {
  // libseccomp's names of architectures are the kernel's; an x32 call has a number that no native one has.
  if (call.architecture != ::seccomp_arch_native()) {
    return {};
  }
  std::string name;
  if (char* const known = ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call.number)) {
    name = known;
    std::free(known);
  }
  return name;
}

template <class Visit>
void EachTest(const std::vector<SystemCallGroup>& policy, const std::string& name, Visit visit) {
  for (const SystemCallGroup& group : policy) {
    for (const SystemCallRule& rule : group.rules) {
      if (rule.name == name) {
        for (const ArgumentTest& test : rule.tests) {
          visit(test);
        }
      }
    }
  }
}

uint32_t InspectedOf(const std::vector<SystemCallGroup>& policy, const std::string& name) {
  uint32_t inspected = 0;
  EachTest(policy, name, [&](const ArgumentTest& test) { inspected |= 1u << test.index; });
  return inspected;
}

std::string ValueText(uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof(text), value < 10 ? "%llu" : "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

uint32_t InspectedArguments(const std::vector<SystemCallGroup>& policy, const SystemCall& call) {
  const std::string name = NameOf(call);
  return name.empty() ? 0 : InspectedOf(policy, name);
}

std::string PolicyLine(const std::vector<SystemCallGroup>& policy, const SystemCall& call, uint32_t own_pid) {
  const std::string name = NameOf(call);
  if (name.empty()) {
    return {};
  }
  const uint32_t inspected = InspectedOf(policy, name);
  std::string tests;
  for (uint32_t index = 0; index < call.arguments.size(); ++index) {
    if ((inspected >> index & 1) == 0) {
      continue;
    }
    const uint64_t value = call.arguments[index];
    bool is_own_pid = false;
    EachTest(policy, name, [&](const ArgumentTest& test) {
      is_own_pid = is_own_pid || (test.index == index && test.value == kOwnPid && value == own_pid);
    });
    tests += (tests.empty() ? "Is(" : ", Is(") + std::to_string(index) + ", " +
             (is_own_pid ? "kOwnPid" : ValueText(value)) + ")";
  }
  return tests.empty() ? "{\"" + name + "\"}," : "{\"" + name + "\", Verdict::kAllow, {" + tests + "}},";
}

}  // namespace bulkhead
