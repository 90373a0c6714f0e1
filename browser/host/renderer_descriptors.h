// RendererDescriptors: everything that connects the browser with one renderer, made before the process is: both ends of the
// two sockets and the log pipe, and the crash area.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_DESCRIPTORS_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_DESCRIPTORS_H_

#include "browser/compartment/compartment.h"
#include "browser/host/crash_area_memory.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

struct RendererDescriptors {
  // Errors: EMFILE, ENFILE, ENOMEM.
  static Result<RendererDescriptors> Create();

  UniqueFd control;
  UniqueFd frames;
  UniqueFd log;  // to read from
  CrashAreaMemory crash_area;
  SpawnDescriptors theirs;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_DESCRIPTORS_H_
