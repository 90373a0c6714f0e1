// Classic BPF over seccomp_data, evaluated here instead of in the kernel: what
// a filter says about a call that nobody makes. Knows the instructions that
// seccomp filters consist of; anything else is an error, as the kernel's own
// check would say.
#ifndef BULKHEAD_TESTS_SUPPORT_BPF_EVALUATOR_H_
#define BULKHEAD_TESTS_SUPPORT_BPF_EVALUATOR_H_

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <span>
#include <string>

namespace bulkhead {

struct BpfOutcome {
  uint32_t action = 0;  // SECCOMP_RET_... with its data
  std::string error;    // not empty: the program is wrong, and why
};

BpfOutcome EvaluateBpf(std::span<const sock_filter> program, const seccomp_data& data);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_BPF_EVALUATOR_H_
