// What the crash area says beside the records: start-up steps, where the script stood, which fault was injected.
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "ipc/os/clock.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/crash/crash_state.h"
#include "renderer/crash/crash_text.h"
#include "renderer/crash/unwind.h"

namespace bulkhead {

void NoteScriptPosition(std::string_view source, uint32_t line) {
  if (g_crash_area != nullptr) {
    CopyText(g_crash_area->script_source, source);
    g_crash_area->script_line = line;
  }
}

void NoteInjectedFault(std::string_view fault) {
  if (g_crash_area != nullptr) {
    CopyText(g_crash_area->injected_fault, fault);
  }
}

bool NoteLateThread(uint64_t caller) {
  if (g_crash_area == nullptr) {
    return false;
  }
  LateThread& late = g_crash_area->late_thread;
  if (late.attempts.fetch_add(1, std::memory_order_relaxed) != 0) {
    return false;
  }
  late.frames[0] = caller;
  late.frame_count = 1;
  UnwindFrames(caller, late.frames, late.frame_count);
  return true;
}

void NoteStartupStep(const char* name) {
  if (g_crash_area == nullptr) {
    return;
  }
  const uint32_t done = g_crash_area->steps_done.load(std::memory_order_relaxed);
  if (done < kStartupSteps) {
    CopyText(g_crash_area->steps[done].step, name);
    g_crash_area->steps[done].at_ns = MonotonicNs();
    g_crash_area->steps_done.store(done + 1, std::memory_order_release);
  }
}

void NoteMissingLayer(std::string_view layer, std::string_view why) {
  if (g_crash_area == nullptr) {
    return;
  }
  const uint32_t noted = g_crash_area->missing_layers.load(std::memory_order_relaxed);
  if (noted < kMissingLayers) {
    CopyText(g_crash_area->missing[noted].layer, layer);
    CopyText(g_crash_area->missing[noted].why, why);
    g_crash_area->missing_layers.store(noted + 1, std::memory_order_release);
  }
}

void NoteOwnEnd(const char* why) {
  static std::atomic_flag noted;
  if (g_crash_area != nullptr && !noted.test_and_set()) {
    CopyText(g_crash_area->failed_why, why);
  }
}

void FailStartup(const char* step, int error, const char* why) {
  if (g_crash_area != nullptr) {
    CopyText(g_crash_area->failed_step, step);
    CopyText(g_crash_area->failed_why, why);
    g_crash_area->failed_error = error;
  }
  ::_exit(kStartupFailedExit);
}

}  // namespace bulkhead
