#include "renderer/faults/fault_injector.h"

#include <unistd.h>

#include <cstdlib>

#include "ipc/write_out.h"
#include "proto/control.pb.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/faults/forbidden_calls.h"
#include "renderer/faults/memory_leak.h"
#include "renderer/faults/strikes.h"
#include "renderer/faults/wire_strikes.h"

namespace bulkhead {
namespace {

// What is about to be done, in words.
std::string Evidence(const FaultCall& call) {
  switch (call.entry().fault) {
    case Fault::kCrashSegv:
      return call.Word("kind") == "null" ? "writing an int to address 0" : "writing an int to address 0xdead000000";
    case Fault::kCrashAbort:
      return "calling abort()";
    case Fault::kCrashStackOverflow:
      return "recursing without end on the thread " + std::string(call.Word("thread"));
    case Fault::kCrashException:
      return "throwing a std::runtime_error that nobody catches on the thread " + std::string(call.Word("thread"));
    case Fault::kCrashDoubleFree:
      return "calling free() twice for the same block";
    case Fault::kCrashInHandler:
      return "writing an int to address 0 from below a page of the stack that faults when the crash handler's walk reads it";
    case Fault::kCrashTwoThreads:
      return "writing an int to address 0 on the main thread and on a worker at once";
    case Fault::kExitSilent:
    case Fault::kExitCode:
      return "calling _exit(" + std::string(call.Word("code")) + ") without a goodbye";
    case Fault::kHangMainSpin:
      return "looping for ever on the main thread";
    case Fault::kHangMainBlock:
      return "waiting on a futex that nobody wakes, on the main thread";
    case Fault::kMemoryBomb:
      return "mapping and touching memory on the main thread, MiB a second: " + std::string(call.Word("mib_per_s"));
    case Fault::kMemoryLeak:
      return "keeping " + std::string(call.Word("mib_per_s")) + " MiB more every second";
    case Fault::kWireGarbage:
      return "writing 64 bytes that are no frame to the control channel";
    case Fault::kWireOversize:
      return "writing the header of a frame of 4294967295 bytes to the control channel";
    case Fault::kWireTruncateThenClose:
      return "writing 10 of 100 announced bytes to the control channel, then closing it";
    case Fault::kChannelClose:
      return "closing the " + std::string(call.Word("channel")) + " channel";
    case Fault::kChannelNeverRead:
      return "asking for resources without reading the control channel";
    case Fault::kSyscallForbidden:
      return "calling " + std::string(call.Word("name"));
    case Fault::kSyscallAbi32:
      return "calling getpid by " + std::string(call.Word("abi"));
    case Fault::kRendererKill:
    case Fault::kRendererStop:
      break;  // refused: the browser does these
  }
  return {};
}

}  // namespace

FaultInjector::FaultInjector(boost::asio::io_context& loop, Channel& control, FaultSites& sites, const Clock& clock)
    : loop_(loop), control_(control), sites_(sites), clock_(clock) {}

FaultInjector::~FaultInjector() = default;

std::optional<std::string> FaultInjector::Inject(uint32_t page, const FaultRequest& request) {
  return Inject(page, ResolveFault(request.name, request.params));
}

std::optional<std::string> FaultInjector::Inject(uint32_t page, const FaultParse& parse) {
  if (!parse.call) {
    return parse.error;
  }
  if (parse.call->entry().kind == FaultKind::kHost) {
    return std::string(parse.call->entry().name) + " is done from outside: bulkhead run --fault";
  }
  if (!limiter_.Take(clock_.Now())) {
    return "too many faults at once: at most 20 a second strike";
  }
  Announce(page, *parse.call, Evidence(*parse.call));
  Strike(page, *parse.call);
  return std::nullopt;
}

void FaultInjector::Announce(uint32_t page, const FaultCall& call, std::string_view evidence) {
  const std::string text = call.Text();
  control::FaultFired message;
  message.set_page(page);
  message.set_fault(text);
  message.set_site(std::string(call.site()));
  message.set_how(std::string(call.entry().how));
  message.set_evidence(std::string(evidence));
  control_.Send(message);
  WriteOut(control_);
  NoteInjectedFault(text);
}

void FaultInjector::StrikeOn(std::string_view thread, void (*strike)()) {
  if (thread == "main") {
    strike();
  } else if (thread == "compositor") {
    sites_.RunOnCompositor(strike);
  } else {
    sites_.RunOnWorker(strike);
  }
}

void FaultInjector::Strike(uint32_t page, const FaultCall& call) {
  switch (call.entry().fault) {
    case Fault::kCrashSegv:
      WriteThroughPointer(call.Word("kind") == "null" ? 0 : kWildAddress);
      return;
    case Fault::kCrashAbort:
      std::abort();
    case Fault::kCrashStackOverflow:
      StrikeOn(call.Word("thread"), OverflowStack);
      return;
    case Fault::kCrashException:
      StrikeOn(call.Word("thread"), ThrowToNobody);
      return;
    case Fault::kCrashDoubleFree:
      FreeTwice();
      return;
    case Fault::kCrashInHandler:
      CrashBelowHole();
      return;
    case Fault::kCrashTwoThreads:
      sites_.RunOnWorker(CrashTogether);
      CrashTogether();
      return;
    case Fault::kExitSilent:
    case Fault::kExitCode:
      ::_exit(static_cast<int>(call.Number("code").value()));
    case Fault::kHangMainSpin:
      SpinForever();
    case Fault::kHangMainBlock:
      BlockForever();
    case Fault::kMemoryBomb:
      BombMemory(call.Number("mib_per_s"));
    case Fault::kMemoryLeak:
      leaks_.push_back(std::make_unique<MemoryLeak>(loop_, clock_, call.Number("mib_per_s").value()));
      return;
    case Fault::kWireGarbage:
      WriteGarbage(control_);
      return;
    case Fault::kWireOversize:
      WriteOversizeFrame(control_);
      return;
    case Fault::kWireTruncateThenClose:
      WriteTruncatedFrameAndClose(control_);
      return;
    case Fault::kChannelClose:
      if (call.Word("channel") == "control") {
        control_.Close();
      } else {
        sites_.CloseFramesChannel();
      }
      return;
    case Fault::kChannelNeverRead:
      if (!never_reader_) {
        never_reader_ = std::make_unique<NeverReader>(loop_, control_);
        never_reader_->Start(page);
      }
      return;
    // Nobody stopped it: what the kernel said is told too.
    case Fault::kSyscallForbidden:
      Announce(page, call, MakeForbiddenCall(call.Word("name")));
      return;
    case Fault::kSyscallAbi32:
      Announce(page, call, MakeForeignCall(call.Word("abi")));
      return;
    case Fault::kRendererKill:
    case Fault::kRendererStop:
      return;
  }
}

}  // namespace bulkhead
