// Compartment: one life of init with its zygotes and renderers, seen from the browser. Starts stage 0, speaks to init and
// the zygote, gives out renderers, passes on init's word about their deaths. A dead zygote is replaced behind this
// interface; a dead init ends it (OnLost), and the host makes another compartment.
//
// On the loop's thread; nothing blocks except posix_spawn itself (about 1 ms, until exec). Every start-up step has a name
// and a deadline.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_H_
#define BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/core/module_map.h"
#include "browser/host/host_options.h"
#include "ipc/os/clock.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// A start-up that did not succeed: in which step, with which errno (0: none), in words.
struct StepFailure {
  std::string step;
  int error = 0;
  std::string why;
  bool timeout = false;  // StartupTimeout(step), else StartupFailed(step, errno)
};

struct CompartmentReport {
  std::vector<std::pair<std::string, std::string>> layers;  // name -> "applied", "not built", or why not
  std::vector<std::pair<std::string, uint64_t>> steps;      // name -> ns of CLOCK_MONOTONIC when done
  std::vector<ModuleRange> modules;
};

// What a renderer is born with; the far ends. Closed by Spawn() once sent.
struct SpawnDescriptors {
  UniqueFd control;
  UniqueFd frames;
  UniqueFd crash_area;
  UniqueFd log_pipe;
};

struct SpawnedRenderer {
  UniqueFd pidfd;
  int compartment_pid = 0;  // in init's PID namespace: key of RendererExit
  int host_pid = 0;         // in the browser's; for people and /proc
  uint64_t forked_ns = 0;   // CLOCK_MONOTONIC
};

struct SpawnOutcome {
  bool ok = false;
  SpawnedRenderer renderer;
  StepFailure failure;
  // The zygote died with the request: not the page's fault. The caller asks once more with fresh sockets.
  bool zygote_lost = false;
};

struct RendererExit {
  int compartment_pid = 0;
  int wait_status = 0;
  uint64_t user_us = 0;
  uint64_t system_us = 0;
  uint64_t max_rss_kib = 0;
  uint64_t at_ns = 0;
};

// A kind of call that the policy forbids, of a renderer in learning mode.
struct CallReport {
  int compartment_pid = 0;
  uint32_t kind = 0;                     // its number in that process
  uint64_t count = 0;                    // so far
  bool others = false;                   // all further kinds: nothing below is known
  int thread = 0;                        // of the first one, as the rest: in init's PID namespace
  int number = 0;
  uint32_t architecture = 0;
  std::array<uint64_t, 6> arguments{};
  std::string policy;                    // the line that would allow it; empty: none can
};

class CompartmentClient {
 public:
  virtual ~CompartmentClient() = default;
  virtual void OnCompartmentReady(const CompartmentReport& report) = 0;
  // It never became ready. Last call.
  virtual void OnCompartmentFailed(const StepFailure& failure) = 0;
  // init died after it was ready; the kernel has taken, or is taking, every renderer along. Last call. Outstanding spawns
  // have been answered before it.
  virtual void OnCompartmentLost() = 0;
  virtual void OnRendererExited(const RendererExit& exit) = 0;
  // Only where HostOptions::learning asks for it: several times a kind, the last one before its process's exit.
  virtual void OnCallLearned(const CallReport&) {}
};

class Compartment {
 public:
  // Starts at once. `client` and `clock` outlive it.
  static std::unique_ptr<Compartment> Start(boost::asio::io_context& loop,
                                            const HostOptions& options,
                                            const std::string& renderer_program,
                                            const Clock& clock,
                                            CompartmentClient& client);
  // Kills what is left and reaps init, without waiting.
  virtual ~Compartment() = default;

  // Asks the zygote for a renderer; queued until ready. `done` is called exactly once, never from inside Spawn().
  virtual void Spawn(SpawnDescriptors descriptors, std::function<void(SpawnOutcome)> done) = 0;

  // Closes init's socket: init and everything below it end. `done` when init is reaped (or was already).
  virtual void Shutdown(std::function<void()> done) = 0;
  virtual void KillNow() = 0;

  virtual int init_pid() const = 0;    // in the browser's namespace; 0 before it is known
  virtual int zygote_pid() const = 0;  // in init's namespace; 0 while there is none
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_COMPARTMENT_H_
