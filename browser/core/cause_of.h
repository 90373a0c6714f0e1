// CauseOf: the one place in which the cause of a death is decided, from everything that is known once the process is
// reaped. The browser's own decision comes first if it was taken before the death; then a complete crash record that
// agrees with the wait status; then the wait status. The detail keeps all three stories.
#ifndef BULKHEAD_BROWSER_CORE_CAUSE_OF_H_
#define BULKHEAD_BROWSER_CORE_CAUSE_OF_H_

#include <optional>
#include <span>
#include <string>

#include "browser/core/cause.h"
#include "browser/core/crash_copy.h"
#include "browser/core/module_map.h"
#include "ipc/os/clock.h"

namespace bulkhead {

struct DeathEvidence {
  std::optional<Death> decision;   // taken by the browser before the process died
  CrashCopy record;
  std::optional<int> wait_status;  // as waitpid(2) gives it; none: init could not say
  bool hello = false;              // it had started
  bool goodbye = false;
  bool compartment_lost = false;   // init died: the kernel took everything along
  std::string channel_end;         // how a channel ended, in words; for the detail
};

Death CauseOf(const DeathEvidence& evidence, std::span<const ModuleRange> modules);

// "SIGSEGV"; "signal 40" for one without a name.
std::string SignalName(int signal);

// What detect_ms is measured from, in order of worth. The result is never later than `now`.
struct LastSign {
  std::optional<TimePoint> decided;  // our kill, or the hang's last beat
  uint64_t record_ns = 0;            // a complete record's time; used only between `forked` and `now`
  TimePoint forked{};
  TimePoint noticed{};               // pidfd readable or init's report, whichever came first
};
TimePoint LastSignOfLife(const LastSign& sign, TimePoint now);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_CAUSE_OF_H_
