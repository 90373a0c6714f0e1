// RendererThreads: the fixed set of threads of a renderer, from their start to the process's end.
//
// main (the caller), compositor, workers, JavaScriptCore's watchdog. Each thread does all its set-up (name, alternate
// stack, io_context) and waits at a barrier; the count is checked there. The sandbox closes between Start() and Run().
// No thread is made after Start().
#ifndef BULKHEAD_RENDERER_THREADS_RENDERER_THREADS_H_
#define BULKHEAD_RENDERER_THREADS_RENDERER_THREADS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "renderer/page/page.h"
#include "renderer/probe/probe_preparation.h"

namespace bulkhead {

struct RendererSetup {
  UniqueFd control;
  UniqueFd frames;
  CrashArea* crash_area = nullptr;
  PageEngine* engine = nullptr;  // made before the fork
  uint32_t workers = 2;
  bool faults = false;       // the browser may ask for faults
  bool page_faults = false;  // pages too
  std::optional<ProbePreparation> probing;  // pages may call probe.run
  std::string build;
};

class RendererThreads {
 public:
  // Starts compositor and workers, arms the watchdog; returns when every thread waits at the barrier. EAGAIN when a thread
  // cannot be made.
  static Result<std::unique_ptr<RendererThreads>> Start(RendererSetup setup);
  virtual ~RendererThreads() = default;

  // Threads of this process as counted by itself, the caller included.
  virtual uint32_t count() const = 0;

  // Opens the barrier, sends Hello and runs the main thread's loop on the caller. Returns the exit code after an ordered
  // end (Goodbye was written); every other end leaves the process from where it is noticed.
  virtual int Run() = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_RENDERER_THREADS_H_
