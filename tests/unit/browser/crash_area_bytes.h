// A crash area as a test writes it, and its bytes as the browser would read them.
#ifndef BULKHEAD_TESTS_UNIT_BROWSER_CRASH_AREA_BYTES_H_
#define BULKHEAD_TESTS_UNIT_BROWSER_CRASH_AREA_BYTES_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "ipc/crash_area.h"

namespace bulkhead {

class CrashAreaBytes {
 public:
  CrashAreaBytes() : bytes_(kCrashAreaBytes) {
    area()->magic = kCrashAreaMagic;
    area()->version = kCrashAreaVersion;
  }
  CrashArea* area() { return reinterpret_cast<CrashArea*>(bytes_.data()); }
  CrashRecord& Crash(size_t slot, int signal, const char* thread) {
    CrashRecord& record = area()->records[slot];
    record.state = CrashRecord::kComplete;
    record.signal = signal;
    record.code = 1;
    std::strncpy(record.thread_name, thread, sizeof record.thread_name - 1);
    area()->crashes = area()->crashes + 1;
    return record;
  }
  void Step(const char* name, uint64_t at_ns) {
    StartupRecord& step = area()->steps[area()->steps_done];
    std::strncpy(step.step, name, sizeof step.step - 1);
    step.at_ns = at_ns;
    area()->steps_done = area()->steps_done + 1;
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_BROWSER_CRASH_AREA_BYTES_H_
