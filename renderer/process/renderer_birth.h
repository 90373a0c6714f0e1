// A renderer from its fork to its loop.
#ifndef BULKHEAD_RENDERER_PROCESS_RENDERER_BIRTH_H_
#define BULKHEAD_RENDERER_PROCESS_RENDERER_BIRTH_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/unique_fd.h"
#include "renderer/process/start_up.h"
#include "renderer/threads/renderer_threads.h"

namespace bulkhead {

// The numbers that a renderer's descriptors have, whatever they came as. 0 stays /dev/null.
inline constexpr int kLogDescriptor = 1;  // and 2
inline constexpr int kControlDescriptor = 3;
inline constexpr int kFramesDescriptor = 4;

struct RendererBirth {
  // In the order of the request.
  enum Descriptor : size_t { kControl, kFrames, kCrashArea, kLogPipe, kDescriptors };

  StartUp& start_up;
  UniqueFd zygote_socket;
  std::vector<UniqueFd> descriptors;
  CrashArea* area = nullptr;
  std::unique_ptr<RendererThreads> threads;
};

// In the zygote's child. Ends with the process.
[[noreturn]] void RunRenderer(StartUp& start_up, UniqueFd zygote_socket, std::vector<UniqueFd> descriptors);

StepResult MapCrashArea(RendererBirth& birth);
StepResult LeaveZygote(RendererBirth& birth);
StepResult LeaveProcessGroup(RendererBirth& birth);
StepResult ArrangeDescriptors(RendererBirth& birth);
StepResult ForbidDumps(RendererBirth& birth);
StepResult RenewEngine(RendererBirth& birth);
StepResult StartThreads(RendererBirth& birth);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_RENDERER_BIRTH_H_
