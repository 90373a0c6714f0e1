#include "renderer/crash/stack_walk.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

// glibc's: where the kernel put the main thread's stack pointer at exec.
extern "C" void* __libc_stack_end;
// The linker's: first and last byte of the program's text.
extern "C" const char __executable_start;
extern "C" const char etext;

namespace bulkhead {
namespace {

constexpr uint64_t kPage = 4096;
// An overflow faults in the guard below the stack, or skips it by one large frame.
constexpr uint64_t kOverflowReach = 1024 * 1024;
constexpr uint64_t kDefaultStack = 8 * 1024 * 1024;
// How far up a way back into our code is searched for: abort() and what calls it in glibc need under 2 KiB.
constexpr uint64_t kSearchBytes = 16 * 1024;
constexpr uint64_t kSlot = sizeof(uint64_t);

// A slot may be another function's red zone, which is AddressSanitizer's to guard and this walk's to read.
[[gnu::no_sanitize_address]] uint64_t ReadSlot(uint64_t at) {
  return *reinterpret_cast<const volatile uint64_t*>(at);
}

// The machine code of x86-64 (Intel's manual, volume 2: CALL, JMP), `at` and before it.
class CodeBytes {
 public:
  CodeBytes(const CodeRange& own, uint64_t at) : own_(own), at_(at) {}

  // The call before `at` goes through a register, memory, or a stub that jumps out of the program: what has this for its
  // return address may have called a library. A plain call within the program has not.
  bool MayLeave() const {
    if (Byte(-5) == 0xe8) {
      int32_t distance = 0;
      for (int i = 3; i >= 0; --i) {
        distance = static_cast<int32_t>(static_cast<uint32_t>(distance) << 8 | Byte(i - 4));
      }
      const uint64_t target = at_ + static_cast<uint64_t>(static_cast<int64_t>(distance));
      if (!own_.Holds(target) || CodeBytes(own_, target).IsStub()) {
        return true;
      }
    }
    // FF /2, with no, one or four bytes of displacement, and with a SIB byte or without.
    constexpr int kLengths[] = {2, 3, 4, 6, 7};
    return std::ranges::any_of(kLengths, [this](int length) { return Byte(-length) == 0xff && (Byte(1 - length) >> 3 & 7) == 2; });
  }

 private:
  // jmp *somewhere(%rip), behind endbr64 and a bnd prefix where there are.
  bool IsStub() const {
    int next = Byte(0) == 0xf3 && Byte(1) == 0x0f && Byte(2) == 0x1e && Byte(3) == 0xfa ? 4 : 0;
    next += Byte(next) == 0xf2 ? 1 : 0;
    return Byte(next) == 0xff && Byte(next + 1) == 0x25;
  }
  // 0 outside the program's code.
  [[gnu::no_sanitize_address]] uint8_t Byte(int offset) const {
    const uint64_t where = at_ + static_cast<uint64_t>(static_cast<int64_t>(offset));
    return own_.Holds(where) ? *reinterpret_cast<const volatile uint8_t*>(where) : 0;
  }

  const CodeRange& own_;
  const uint64_t at_;
};

class Walk {
 public:
  Walk(const StackBounds& bounds, const CodeRange& own, std::span<uint64_t> frames, uint32_t& count)
      : bounds_(bounds), own_(own), frames_(frames), count_(count) {}

  void Follow(uint64_t frame_pointer, uint64_t lowest) {
    while (IsFrame(frame_pointer, lowest)) {
      const uint64_t next = ReadSlot(frame_pointer);
      const uint64_t return_address = ReadSlot(frame_pointer + kSlot);
      if (return_address < kPage || !Add(return_address)) {
        return;
      }
      lowest = frame_pointer + 2 * kSlot;  // strictly upwards: no loop
      frame_pointer = next;
    }
  }

  // The first return address into our code behind a call that may have left it, or else the first one at all, and the frame
  // that it stands in or below; 0 where the search ends first.
  uint64_t Search(uint64_t from, uint64_t frame_pointer) {
    const uint64_t end = std::min(bounds_.high - kSlot, from + kSearchBytes);
    uint64_t at = end;
    for (uint64_t slot = from; slot < end; slot += kSlot) {
      const uint64_t value = ReadSlot(slot);
      if (!own_.Holds(value)) {
        continue;
      }
      if (CodeBytes(own_, value).MayLeave()) {
        at = slot;
        break;
      }
      at = std::min(at, slot);
    }
    if (at >= end || !Add(ReadSlot(at))) {
      return 0;
    }
    // A callee that left the frame pointer alone left it as our own function's; else that function's frame is where a
    // pointer further up the stack stands under a return address.
    if (IsFrame(frame_pointer, at + kSlot) && own_.Holds(ReadSlot(frame_pointer + kSlot))) {
      return frame_pointer;
    }
    for (at += kSlot; at < end; at += kSlot) {
      if (IsFrame(ReadSlot(at), at + 2 * kSlot) && own_.Holds(ReadSlot(at + kSlot))) {
        return at;
      }
    }
    return 0;
  }

 private:
  bool IsFrame(uint64_t at, uint64_t lowest) const {
    return at % kSlot == 0 && at >= lowest && at <= bounds_.high - 2 * kSlot;
  }
  bool Add(uint64_t address) {
    if (count_ == frames_.size()) {
      return false;
    }
    frames_[count_] = address;
    ++count_;
    return true;
  }

  const StackBounds& bounds_;
  const CodeRange& own_;
  const std::span<uint64_t> frames_;
  uint32_t& count_;
};

}  // namespace

StackBounds CurrentStackBounds() {
  StackBounds bounds;
  if (::gettid() == ::getpid()) {
    rlimit limit{};
    ::getrlimit(RLIMIT_STACK, &limit);
    const uint64_t size = limit.rlim_cur == RLIM_INFINITY ? kDefaultStack : limit.rlim_cur;
    bounds.high = (reinterpret_cast<uint64_t>(__libc_stack_end) + kPage) & ~(kPage - 1);
    bounds.low = bounds.high - std::min(size, bounds.high);
    return bounds;
  }
  pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) == 0) {
    void* low = nullptr;
    size_t size = 0;
    ::pthread_attr_getstack(&attributes, &low, &size);
    ::pthread_attr_destroy(&attributes);
    bounds.low = reinterpret_cast<uint64_t>(low);
    bounds.high = bounds.low + size;
  }
  return bounds;
}

CodeRange OwnCode() {
  return {reinterpret_cast<uint64_t>(&__executable_start), reinterpret_cast<uint64_t>(&etext)};
}

void WalkFrames(const StoppedAt& at,
                const StackBounds& bounds,
                const CodeRange& own,
                std::span<uint64_t> frames,
                uint32_t& count) {
  if (at.stack_pointer >= bounds.high || at.stack_pointer + kOverflowReach < bounds.low) {
    return;
  }
  const uint64_t lowest = (std::max(at.stack_pointer, bounds.low) + kSlot - 1) & ~(kSlot - 1);
  Walk walk(bounds, own, frames, count);
  if (own.Holds(at.instruction)) {
    walk.Follow(at.frame_pointer, lowest);
  } else if (const uint64_t frame = walk.Search(lowest, at.frame_pointer); frame != 0) {
    walk.Follow(frame, lowest);
  }
}

}  // namespace bulkhead
