#include "browser/host/host_faults.h"

#include <csignal>
#include <string_view>

#include "browser/core/cause_of.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// As the catalogue writes them: without SIG.
int SignalNumber(std::string_view name) {
  for (const int signal : {SIGKILL, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGTERM, SIGHUP, SIGINT}) {
    if (SignalName(signal).substr(3) == name) {
      return signal;
    }
  }
  BULKHEAD_CHECK(false);
  return 0;
}

}  // namespace

HostFault HostFaultOf(const FaultCall& fault, int pid) {
  const int signal = fault.entry().fault == Fault::kRendererStop ? SIGSTOP : SignalNumber(fault.Word("signal"));
  return {signal, "sending " + SignalName(signal) + " to process " + std::to_string(pid)};
}

}  // namespace bulkhead
