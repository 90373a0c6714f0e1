// Asks a built filter what it would say to a call.
#ifndef BULKHEAD_TESTS_UNIT_SANDBOX_FILTER_ASKER_H_
#define BULKHEAD_TESTS_UNIT_SANDBOX_FILTER_ASKER_H_

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "renderer/sandbox/filter_program.h"
#include "tests/support/bpf_evaluator.h"

namespace bulkhead {

enum class Answer { kAllow, kTrap, kTell, kNoSuchCall, kTryAgain, kForbidden, kOther };

inline std::ostream& operator<<(std::ostream& out, Answer answer) {
  constexpr const char* kNames[] = {"allow", "trap", "tell", "ENOSYS", "EAGAIN", "EPERM", "another action"};
  return out << kNames[static_cast<size_t>(answer)];
}

using Arguments = std::array<uint64_t, 6>;

class FilterAsker {
 public:
  explicit FilterAsker(const PolicyOptions& options,
                       Architecture architecture = AUDIT_ARCH_X86_64,
                       uint32_t own_pid = 1)
      : architecture_(architecture) {
    std::string error;
    program_ = BuildFilter(RendererPolicy(options), architecture, &error,
                           options.learning ? Unlisted::kTell : Unlisted::kTrap);
    EXPECT_EQ(error, "");
    EXPECT_FALSE(program_.empty());
    NameOwnPid(program_, own_pid);
  }

  Answer Ask(int64_t number, const Arguments& arguments = {}) const { return AskAs(architecture_, number, arguments); }

  // A call that comes in by an ABI of another architecture.
  Answer AskAs(Architecture architecture, int64_t number, const Arguments& arguments = {}) const {
    seccomp_data data{.nr = static_cast<int>(number), .arch = architecture, .instruction_pointer = 0x1234, .args = {}};
    for (size_t i = 0; i < arguments.size(); ++i) {
      data.args[i] = arguments[i];
    }
    const BpfOutcome outcome = EvaluateBpf(program_, data);
    EXPECT_EQ(outcome.error, "");
    switch (outcome.action) {
      case SECCOMP_RET_ALLOW:
        return Answer::kAllow;
      case SECCOMP_RET_TRAP:
        return Answer::kTrap;
      case SECCOMP_RET_USER_NOTIF:
        return Answer::kTell;
      case SECCOMP_RET_ERRNO | ENOSYS:
        return Answer::kNoSuchCall;
      case SECCOMP_RET_ERRNO | EAGAIN:
        return Answer::kTryAgain;
      case SECCOMP_RET_ERRNO | EPERM:
        return Answer::kForbidden;
      default:
        return Answer::kOther;
    }
  }

 private:
  Architecture architecture_;
  FilterProgram program_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_SANDBOX_FILTER_ASKER_H_
