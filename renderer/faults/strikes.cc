#include "renderer/faults/strikes.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>

// The sanitizers would end the process first, in their own words.
#define BULKHEAD_UNCHECKED __attribute__((noinline, no_sanitize("address", "thread", "undefined")))

namespace bulkhead {
namespace {

constexpr size_t kPageBytes = 4096;
constexpr size_t kMiB = 1024 * 1024;

// Null where no more can be had.
char* TakeMemory(size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

void Touch(char* memory, size_t bytes) {
  for (size_t at = 0; at < bytes; at += kPageBytes) {
    // Not zero: pages of zeroes could be merged.
    *reinterpret_cast<volatile size_t*>(memory + at) = at + 1;
  }
}

BULKHEAD_UNCHECKED size_t Recurse(size_t depth) {
  volatile char frame[512];
  frame[depth % sizeof(frame)] = static_cast<char>(depth);
  // Always true, and not to be known; the sum after the call keeps it from becoming a loop.
  return (depth + 1 != 0 ? Recurse(depth + 1) : 0) + static_cast<size_t>(frame[depth % sizeof(frame)]);
}

volatile size_t stack_depth;  // keeps the recursion's result alive

}  // namespace

BULKHEAD_UNCHECKED void WriteThroughPointer(uintptr_t address) {
  // volatile twice: the compiler may not see which address it is, and the write has to happen.
  volatile uintptr_t hidden = address;
  *reinterpret_cast<volatile int*>(hidden) = 1;
}

BULKHEAD_UNCHECKED void OverflowStack() {
  stack_depth = Recurse(1);
}

void SpinForever() {
  for (volatile uint64_t turns = 0;;) {
    turns = turns + 1;
  }
}

void BlockForever() {
  static uint32_t word = 0;
  for (;;) {
    ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
  }
}

bool LeakMemory(size_t bytes) {
  char* memory = TakeMemory(bytes);
  if (memory == nullptr) {
    return false;
  }
  Touch(memory, bytes);
  return true;
}

void BombMemory(std::optional<int64_t> mib_per_s) {
  const size_t step = mib_per_s ? kMiB : 16 * kMiB;
  const auto start = std::chrono::steady_clock::now();
  char* last = nullptr;
  for (int64_t taken = 0;; ++taken) {
    if (char* memory = TakeMemory(step)) {
      last = memory;
    }
    if (last != nullptr) {
      Touch(last, step);
    }
    if (mib_per_s) {
      std::this_thread::sleep_until(start + std::chrono::microseconds(taken * 1'000'000 / *mib_per_s));
    }
  }
}

}  // namespace bulkhead
