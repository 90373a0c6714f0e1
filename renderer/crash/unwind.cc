#include "renderer/crash/unwind.h"

#include <unwind.h>

namespace bulkhead {
namespace {

struct Trace {
  uint64_t instruction;
  std::span<uint64_t> frames;
  uint32_t& count;
  bool reached = false;  // the frames of the handler and of the kernel's trampoline lie below `instruction`
};

_Unwind_Reason_Code OnFrame(_Unwind_Context* context, void* argument) {
  Trace& trace = *static_cast<Trace*>(argument);
  const uint64_t address = _Unwind_GetIP(context);
  if (!trace.reached) {
    trace.reached = address == trace.instruction;
    return _URC_NO_REASON;
  }
  if (address == 0 || trace.count == trace.frames.size()) {
    return _URC_END_OF_STACK;
  }
  trace.frames[trace.count] = address;
  ++trace.count;
  return _URC_NO_REASON;
}

}  // namespace

void PrepareUnwinder() {
  uint64_t frame[1];
  uint32_t count = 0;
  UnwindFrames(0, frame, count);
}

void UnwindFrames(uint64_t instruction, std::span<uint64_t> frames, uint32_t& count) {
  Trace trace{instruction, frames, count};
  _Unwind_Backtrace(OnFrame, &trace);
}

}  // namespace bulkhead
