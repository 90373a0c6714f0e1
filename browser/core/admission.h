// Admission: whether another tab's descriptors fit under the process's limit, asked before anything is started for it.
#ifndef BULKHEAD_BROWSER_CORE_ADMISSION_H_
#define BULKHEAD_BROWSER_CORE_ADMISSION_H_

#include <cstdint>
#include <string>

namespace bulkhead {

// Control, frames, pidfd, crash area, log pipe, frame ring.
inline constexpr uint64_t kDescriptorsPerTab = 6;
// Renderers whose far ends (4 each) may be open at once: more spawns wait.
inline constexpr uint64_t kSpawnsInFlight = 8;
// Spawns in flight with a document each, the spare with its warm-up page (ring twice, document), the compartment's own sockets
// and pidfd, resources being copied, the screenshots being written, and some for what a restart keeps open for a moment.
inline constexpr uint64_t kDescriptorReserve = kSpawnsInFlight * 5 + 5 + 3 + 4 + 31;

class Admission {
 public:
  // `limit`: RLIMIT_NOFILE (soft, as it now is). `in_use`: descriptors open before the host began.
  Admission(uint64_t limit, uint64_t in_use) : limit_(limit), in_use_(in_use) {}

  // What `tabs` tabs need in all: what `ulimit -n` would have to be.
  uint64_t Needed(uint64_t tabs) const { return in_use_ + kDescriptorReserve + tabs * kDescriptorsPerTab; }
  // What to do where they do not fit, in words.
  std::string Remedy(uint64_t tabs) const { return "raise it: ulimit -n " + std::to_string(Needed(tabs)); }
  bool Fits(uint64_t tabs) const { return Needed(tabs) <= limit_; }
  uint64_t limit() const { return limit_; }

 private:
  const uint64_t limit_;
  const uint64_t in_use_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_ADMISSION_H_
