// RendererWatch: is a renderer's main thread alive, and how much memory has it taken? Asks HangMonitor and MemoryMonitor at
// every tick and passes on what they say. Pure: samples and time come from outside.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_WATCH_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_WATCH_H_

#include <cstdint>
#include <optional>

#include "browser/core/cause.h"
#include "browser/core/hang_monitor.h"
#include "browser/core/memory_monitor.h"
#include "browser/host/host_options.h"
#include "browser/host/process_sampler.h"

namespace bulkhead {

class RendererWatch {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    // nullopt: cannot be read, or is no more.
    virtual std::optional<ThreadSample> SampleThread() = 0;
    virtual std::optional<MemorySample> SampleOwnMemory() = 0;
    virtual void SendPing(uint64_t nonce) = 0;
    virtual void OnUnresponsive(HangKind kind) = 0;
    virtual void OnResponsive() = 0;
    virtual void Resume() = 0;
    // It has to go. `since`: what its detection is measured from.
    virtual void OnVerdict(Death death, TimePoint since) = 0;
  };

  // `options` and `client` outlive it.
  RendererWatch(const HostOptions& options, Client& client);

  // The process is there: the first sample is what the fork brought along.
  void OnSpawned(TimePoint now);
  // Hello: from here on it owes answers.
  void OnHello(TimePoint now);
  bool said_hello() const { return hang_.has_value(); }
  void OnTraffic(TimePoint now);
  // False: never asked.
  bool OnPong(uint64_t nonce, TimePoint now);
  // What its overflowing queue is: the hang beside it, where there is one.
  struct Hang {
    HangKind kind;
    TimePoint last_beat;
  };
  std::optional<Hang> SuspectedHang(TimePoint now) const;

  void TickHang(TimePoint now, Duration late);
  void TickMemory(TimePoint now);
  // Not waiting for its time: a short life might not meet it.
  void SampleNow(TimePoint now);

  // Init's word, or a sample.
  void NotePeak(uint64_t rss_kib);
  uint64_t peak_rss_kib() const { return peak_rss_kib_; }

 private:
  const HostOptions& options_;
  Client& client_;
  std::optional<HangMonitor> hang_;
  MemoryMonitor memory_;
  uint64_t peak_rss_kib_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_WATCH_H_
