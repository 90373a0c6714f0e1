// FaultInjector: does what fault.inject() or the browser's InjectFault asked for. Announces it first (FaultFired, written to the
// socket before the blow falls; the crash area's note), then strikes where the fault says: on the main thread at once, on another
// by a posted call.
//
// Only made in a renderer that was started with faults enabled. Main thread.
#ifndef BULKHEAD_RENDERER_FAULTS_FAULT_INJECTOR_H_
#define BULKHEAD_RENDERER_FAULTS_FAULT_INJECTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "ipc/channel.h"
#include "ipc/rate_limiter.h"
#include "ipc/faults/fault_catalogue.h"
#include "renderer/page/page_client.h"

namespace bulkhead {

class MemoryLeak;
class NeverReader;

// The other threads, as a fault reaches them.
class FaultSites {
 public:
  virtual ~FaultSites() = default;
  virtual void RunOnCompositor(std::function<void()> strike) = 0;
  virtual void RunOnWorker(std::function<void()> strike) = 0;
  // The frames channel is closed and the process lives on.
  virtual void CloseFramesChannel() = 0;
};

// A page that injects in a loop breaks its own limit, not FaultFired's.
inline constexpr RateLimit kFaultLimit{20, 50};

class FaultInjector {
 public:
  // Everything outlives it.
  FaultInjector(boost::asio::io_context& loop, Channel& control, FaultSites& sites, const Clock& clock);
  ~FaultInjector();

  // nullopt: it struck (if it returns at all). Else one sentence that says why not.
  std::optional<std::string> Inject(uint32_t page, const FaultRequest& request);
  // The same, of one that came as text.
  std::optional<std::string> Inject(uint32_t page, const FaultParse& parse);

 private:
  void Announce(uint32_t page, const FaultCall& call, std::string_view evidence);
  void Strike(uint32_t page, const FaultCall& call);
  void StrikeOn(std::string_view thread, void (*strike)());

  boost::asio::io_context& loop_;
  Channel& control_;
  FaultSites& sites_;
  const Clock& clock_;
  RateLimiter limiter_{kFaultLimit};
  std::vector<std::unique_ptr<MemoryLeak>> leaks_;
  std::unique_ptr<NeverReader> never_reader_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_FAULTS_FAULT_INJECTOR_H_
