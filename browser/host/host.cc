#include "browser/host/host.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "browser/host/host_handle.h"
#include "browser/host/host_impl.h"
#include "browser/host/process_sampler.h"
#include "browser/host/renderer_program.h"

namespace bulkhead {
namespace {

// As it is: raising it is for the application, which may use select(2).
uint64_t DescriptorLimit() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace

std::unique_ptr<Host> Host::Create(boost::asio::io_context& loop,
                                   HostOptions options,
                                   const Clock& clock,
                                   EventSink sink,
                                   UserError* error) {
  if (auto unusable = Unusable(options)) {
    *error = *std::move(unusable);
    return nullptr;
  }
  const auto program = FindRendererProgram(options.renderer_program, error);
  if (!program) {
    return nullptr;
  }
  const uint64_t limit = DescriptorLimit();
  const Admission admission(limit, OpenDescriptors());
  if (!admission.Fits(1)) {
    *error = {"no free descriptors", "", "limit is " + std::to_string(limit),
              admission.Remedy(std::max(options.tabs, 1U))};
    return nullptr;
  }
  const HostOptions copy = options;
  auto host = std::make_unique<HostImpl>(
      loop, std::move(options), clock, std::move(sink),
      [&loop, &clock, copy, path = program->string()](CompartmentClient& client) {
        return Compartment::Start(loop, copy, path, clock, client);
      },
      limit);
  return std::make_unique<HostHandle>(loop, std::move(host));
}

std::unique_ptr<Host> Host::Create(boost::asio::io_context& loop,
                                   HostOptions options,
                                   EventSink sink,
                                   UserError* error) {
  static const SteadyClock clock;
  return Create(loop, std::move(options), clock, std::move(sink), error);
}

}  // namespace bulkhead
