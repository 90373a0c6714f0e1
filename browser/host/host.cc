#include "browser/host/host.h"

#include <csignal>
#include <sys/resource.h>

#include "browser/host/host_impl.h"
#include "browser/host/process_sampler.h"
#include "browser/host/renderer_program.h"

namespace bulkhead {
namespace {

// Soft to hard: what the system allows is what a browser with many tabs needs.
uint64_t RaiseDescriptorLimit() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) {
      return raised.rlim_cur;
    }
  }
  return limit.rlim_cur;
}

}  // namespace

std::unique_ptr<Host> Host::Create(boost::asio::io_context& loop,
                                   HostOptions options,
                                   const Clock& clock,
                                   EventSink sink,
                                   UserError* error) {
  const auto program = FindRendererProgram(options.renderer_program, error);
  if (!program) {
    return nullptr;
  }
  const uint64_t limit = RaiseDescriptorLimit();
  const Admission admission(limit, OpenDescriptors());
  if (!admission.Fits(1)) {
    *error = {"no free descriptors", "", "limit is " + std::to_string(limit),
              "raise it: ulimit -n " + std::to_string(admission.Needed(1))};
    return nullptr;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const HostOptions copy = options;
  return std::make_unique<HostImpl>(
      loop, std::move(options), clock, std::move(sink),
      [&loop, &clock, copy, path = program->string()](CompartmentClient& client) {
        return Compartment::Start(loop, copy, path, clock, client);
      },
      limit);
}

}  // namespace bulkhead
