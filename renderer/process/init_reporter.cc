#include "renderer/process/init_reporter.h"

#include <unistd.h>

#include "ipc/crash_area.h"
#include "ipc/os/clock.h"
#include "ipc/os/packet.h"

namespace bulkhead {
namespace {

// A browser that is gone is noticed elsewhere: by the death signal, and by the end of the socket in the loop.
void Send(const spawn::InitEvent& event) {
  static_cast<void>(SendPacket(kInitSocket, event.SerializeAsString()));
}

}  // namespace

void InitReporter::OnStep(const char* name) {
  spawn::InitEvent event;
  event.mutable_entered()->set_name(name);
  event.mutable_entered()->set_at_ns(MonotonicNs());
  Send(event);
}

void InitReporter::OnStepDone(const char* name) {
  spawn::Step& step = start_up_.steps.emplace_back();
  step.set_name(name);
  step.set_at_ns(MonotonicNs());
}

void InitReporter::OnStepFailed(const char* name, const StepResult& result) {
  spawn::InitEvent event;
  spawn::InitEvent::Failed& failed = *event.mutable_failed();
  failed.set_step(name);
  failed.set_error(result.error);
  failed.set_why(result.why);
  Send(event);
  ::_exit(kStartupFailedExit);
}

}  // namespace bulkhead
