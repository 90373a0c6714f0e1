#include "tests/support/bpf_evaluator.h"

#include <cstring>
#include <optional>

namespace bulkhead {
namespace {

// A word of seccomp_data; loads are aligned and within it
// (seccomp_check_filter() in the kernel).
std::optional<uint32_t> Load(const seccomp_data& data, uint32_t offset) {
  if (offset % sizeof(uint32_t) != 0 || offset > sizeof(data) - sizeof(uint32_t)) {
    return std::nullopt;
  }
  uint32_t word = 0;
  std::memcpy(&word, reinterpret_cast<const char*>(&data) + offset, sizeof(word));
  return word;
}

// nullopt: no comparison.
std::optional<bool> Compare(uint16_t code, uint32_t accumulator, uint32_t operand) {
  switch (code) {
    case BPF_JMP | BPF_JEQ | BPF_K:
      return accumulator == operand;
    case BPF_JMP | BPF_JGT | BPF_K:
      return accumulator > operand;
    case BPF_JMP | BPF_JGE | BPF_K:
      return accumulator >= operand;
    case BPF_JMP | BPF_JSET | BPF_K:
      return (accumulator & operand) != 0;
    default:
      return std::nullopt;
  }
}

BpfOutcome Wrong(size_t at, const std::string& what) {
  return {0, "instruction " + std::to_string(at) + ": " + what};
}

}  // namespace

BpfOutcome EvaluateBpf(std::span<const sock_filter> program, const seccomp_data& data) {
  uint32_t accumulator = 0;
  // Jumps go forward only, so this ends.
  for (size_t at = 0; at < program.size(); ++at) {
    const sock_filter& instruction = program[at];
    if (const std::optional<bool> holds = Compare(instruction.code, accumulator, instruction.k)) {
      at += *holds ? instruction.jt : instruction.jf;
      continue;
    }
    switch (instruction.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (const std::optional<uint32_t> word = Load(data, instruction.k)) {
          accumulator = *word;
          break;
        }
        return Wrong(at, "loads what is not in seccomp_data: offset " + std::to_string(instruction.k));
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= instruction.k;
        break;
      case BPF_JMP | BPF_JA:
        if (instruction.k >= program.size() - at) {
          return Wrong(at, "jumps out of the program");
        }
        at += instruction.k;
        break;
      case BPF_RET | BPF_K:
        return {instruction.k, {}};
      default:
        return Wrong(at, "unknown operation " + std::to_string(instruction.code));
    }
  }
  return Wrong(program.size(), "the program ends without an answer");
}

}  // namespace bulkhead
