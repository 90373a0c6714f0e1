// What the bytes of one input of the hostile renderer's fuzzer mean: first what the host is like, then acts, each a byte and
// what it needs. A byte that says more than there is wraps round, so every input is some play.
#ifndef BULKHEAD_TESTS_FUZZ_HOSTILE_OPS_H_
#define BULKHEAD_TESTS_FUZZ_HOSTILE_OPS_H_

#include <cstdint>

namespace bulkhead {

// Of the first byte, from the lowest bit: process model (2 bits), probing, a spare, sandbox mode (2), restarts (2).
inline constexpr uint8_t kProbing = 1 << 2;
inline constexpr uint8_t kSpare = 1 << 3;
inline constexpr uint8_t kSandboxShift = 4;
inline constexpr uint8_t kRestartShift = 6;

// The low five bits of an act. Two bits above name the renderer, counted from the newest; the highest one says that the next
// act comes before the browser has had a turn.
enum class HostileOp : uint8_t {
  kRawControl,      // length, bytes: as one write
  kRawFrames,       // the same on the frames channel
  kFrame,           // number, 2 bytes of length, payload: whole, in a good header
  kMessage,         // HostileMessage: well-formed protobuf
  kDescriptors,     // byte: channel, kind, how many; length, bytes
  kClose,           // byte: which channels
  kHalfClose,       // byte: which channels: no more is written, reading goes on
  kReading,         // byte: which channels are paused
  kAnswerPings,     // byte: whether
  kDie,             // 2 bytes of wait status, byte: whether init tells, and before the pidfd
  kCrashArea,       // 2 bytes of offset, length, bytes
  kLog,             // length, bytes
  kTake,            // the far ends of the next spawn request, not answered yet
  kBorn,            // the zygote answers
  kNotBorn,         // byte: whether the zygote was lost
  kStart,           // taken, born, Hello: what an honest one does
  kTime,            // 2 bytes: milliseconds, at the end of which everything ticks
  kOpen,            // a tab
  kCloseTab,        // byte: which
  kPost,            // byte: which tab; length, JSON
  kPostMany,        // byte: which tab; byte: how many KiB; byte: how many
  kLook,            // at pictures and measures
  kInAnswer,        // byte: to which event from now on; the next act is then done from inside it
  kCompartmentLost,
  kSandboxSight,    // byte: what /proc shows of renderers from now on
  kShutdown,
  kKillNow,
  kReload,          // byte: which tab
  kInject,          // byte: which tab; byte: which fault of the catalogue
  kStop,            // byte: which tab; byte: or let it go on
  kCount,
};
inline constexpr uint8_t kRendererShift = 5;
inline constexpr uint8_t kNoTurn = 0x80;

// kMessage: byte: which of the messages up, in the order of their numbers; byte: these. Then for each field what it needs.
inline constexpr uint8_t kHonestPage = 1;    // the page's own number
inline constexpr uint8_t kHonestCounts = 2;  // nonce, sequence, threads, build as the browser expects them
inline constexpr uint8_t kUnknownField = 4;  // one at the end
// The length of a string: this much, or so many KiB of the four bytes that follow.
inline constexpr uint8_t kLongText = 0xc0;

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_HOSTILE_OPS_H_
