// CrashAreaMemory: the browser's end of a renderer's crash area. Made and sealed here, read once with pread after the
// death: never mapped, so that nothing changes under the reader and nothing can raise SIGBUS.
#ifndef BULKHEAD_BROWSER_HOST_CRASH_AREA_MEMORY_H_
#define BULKHEAD_BROWSER_HOST_CRASH_AREA_MEMORY_H_

#include "browser/core/crash_copy.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class CrashAreaMemory {
 public:
  // Errors: those of memfd_create (EMFILE, ENOMEM).
  static Result<CrashAreaMemory> Create();

  // A second descriptor, for the renderer.
  Result<UniqueFd> Share() const;
  // What it says now. Empty if it cannot be read.
  CrashCopy Read() const;

 private:
  explicit CrashAreaMemory(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_CRASH_AREA_MEMORY_H_
