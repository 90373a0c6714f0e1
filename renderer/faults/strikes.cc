#include "renderer/faults/strikes.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "renderer/crash/crash_signals.h"

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

volatile uintptr_t volatile_null = 0;  // the compiler may not see which address it is

// Takes a page of the stack away and crashes.
BULKHEAD_UNCHECKED void CrashWithout(uintptr_t page) {
  ::mprotect(reinterpret_cast<void*>(page), kPageBytes, PROT_NONE);
  *reinterpret_cast<volatile int*>(volatile_null) = 1;
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

void ThrowToNobody() {
  throw std::runtime_error("nobody catches this");
}

BULKHEAD_UNCHECKED void FreeTwice() {
  void* volatile block = std::malloc(64);
  std::free(block);
  std::free(block);
  block = nullptr;  // the call is not the last thing here: it needs this frame
}

BULKHEAD_UNCHECKED void CrashBelowHole() {
  // Three pages, so that this frame and its caller's stand on pages that nothing below needs.
  volatile char room[3 * kPageBytes];
  room[0] = 1;
  CrashWithout(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) & ~(kPageBytes - 1));
  room[1] = room[0];  // the call is not the last thing here: it needs this frame
}

BULKHEAD_UNCHECKED void CrashTogether() {
  static std::atomic<uint32_t> arrived{0};
  // The one that crashes first asks all others for their stacks: the second is to get to its own crash, however late the
  // kernel lets it.
  sigset_t stack_signal;
  ::sigemptyset(&stack_signal);
  ::sigaddset(&stack_signal, kStackSignal);
  ::pthread_sigmask(SIG_BLOCK, &stack_signal, nullptr);
  arrived.fetch_add(1);
  while (arrived.load() < 2) {
  }
  WriteThroughPointer(0);
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
