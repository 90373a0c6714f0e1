#include "tests/support/bpf_evaluator.h"

#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::HasSubstr;

using Program = std::vector<sock_filter>;

uint32_t Evaluate(const Program& program, int number) {
  seccomp_data data{};
  data.nr = number;
  return EvaluateBpf(program, data).action;
}

TEST(BpfEvaluatorTest, ComparesMasksAndJumps) {
  const Program program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 100, 3, 0),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 7, 2, 0),
      BPF_STMT(BPF_RET | BPF_K, 1),
      BPF_STMT(BPF_JMP | BPF_JA, 1),
      BPF_STMT(BPF_RET | BPF_K, 2),
      BPF_STMT(BPF_RET | BPF_K, 3),
  };
  EXPECT_EQ(Evaluate(program, 23), 2u);  // 23 & 15 is 7
  EXPECT_EQ(Evaluate(program, 24), 1u);
  EXPECT_EQ(Evaluate(program, 100), 3u);
  EXPECT_EQ(Evaluate(program, -1), 3u);  // unsigned
}

TEST(BpfEvaluatorTest, ComparesGreaterAndBits) {
  const Program program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 8, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 1),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 6, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 2),
      BPF_STMT(BPF_RET | BPF_K, 3),
  };
  EXPECT_EQ(Evaluate(program, 9), 1u);
  EXPECT_EQ(Evaluate(program, 2), 2u);
  EXPECT_EQ(Evaluate(program, 8), 3u);
}

TEST(BpfEvaluatorTest, ReadsBothHalvesOfAnArgument) {
  const auto half = [](uint32_t offset) {
    const Program program = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offsetof(seccomp_data, args)) + offset),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x11223344, 0, 1), BPF_STMT(BPF_RET | BPF_K, 1),
        BPF_STMT(BPF_RET | BPF_K, 2)};
    seccomp_data data{};
    data.args[0] = 0x11223344'00000000;
    return EvaluateBpf(program, data).action;
  };
  EXPECT_EQ(half(0), 2u);
  EXPECT_EQ(half(4), 1u);
}

TEST(BpfEvaluatorTest, SaysWhatIsWrong) {
  const auto error = [](const Program& program) { return EvaluateBpf(program, {}).error; };
  EXPECT_THAT(error({}), HasSubstr("without an answer"));
  EXPECT_THAT(error({BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)}), HasSubstr("without an answer"));
  EXPECT_THAT(error({BPF_STMT(BPF_LD | BPF_W | BPF_ABS, sizeof(seccomp_data))}), HasSubstr("not in seccomp_data"));
  EXPECT_THAT(error({BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2)}), HasSubstr("not in seccomp_data"));
  EXPECT_THAT(error({BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0)}), HasSubstr("unknown operation"));
  EXPECT_THAT(error({BPF_STMT(BPF_RET | BPF_A, 0)}), HasSubstr("unknown operation"));
  EXPECT_THAT(error({BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_RET | BPF_K, 0)}), HasSubstr("without an answer"));
  EXPECT_THAT(error({BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff), BPF_STMT(BPF_RET | BPF_K, 0)}),
              HasSubstr("out of the program"));
  EXPECT_THAT(error({BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), BPF_STMT(BPF_RET | BPF_K, 0)}),
              HasSubstr("without an answer"));
}

}  // namespace
}  // namespace bulkhead
