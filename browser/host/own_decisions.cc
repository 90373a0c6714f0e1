#include "browser/host/own_decisions.h"

namespace bulkhead {

Death BadMessageDeath(BadMessageRule rule, const std::string& what) {
  Death death{Cause::kBadMessage, {}};
  death.detail.rule = {static_cast<int>(rule), std::string(NameOf(rule))};
  death.detail.decision = "BadMessage: " + what;
  return death;
}

Death HangDeath(HangKind kind) {
  Death death{Cause::kHang, {}};
  death.detail.thread = "main";
  death.detail.kind = std::string(NameOf(kind));
  death.detail.decision = "Hang: main " + std::string(NameOf(kind));
  return death;
}

Death OutOfMemoryDeath(uint64_t limit_bytes, uint64_t used_bytes) {
  Death death{Cause::kOutOfMemory, {}};
  death.detail.limit = "rss " + std::to_string(limit_bytes >> 20) + "MiB";
  death.detail.decision = "OutOfMemory: " + std::to_string(used_bytes >> 20) + " MiB used";
  return death;
}

Death OutboundDeath(const std::string& limit, const std::string& what) {
  Death death{Cause::kQuotaExceeded, {}};
  death.detail.kind = "outbound";
  death.detail.limit = limit;
  death.detail.decision = "QuotaExceeded: " + what;
  return death;
}

Death ChannelErrorDeath(int error, const std::string& what) {
  Death death{Cause::kInternal, {}};
  death.detail.error = error;
  death.detail.decision = "Internal: " + what;
  return death;
}

Death StartupTimeoutDeath(const std::string& step) {
  Death death{Cause::kStartupTimeout, {}};
  death.detail.step = step;
  death.detail.decision = "StartupTimeout: " + step;
  return death;
}

Death NotSpawnedDeath(const StepFailure& failure) {
  Death death{failure.timeout ? Cause::kStartupTimeout : Cause::kStartupFailed, {}};
  death.detail.step = failure.step;
  if (failure.error != 0) {
    death.detail.error = failure.error;
  }
  death.detail.message = failure.why;
  return death;
}

Death NotVerifiedDeath(const std::string& what, const std::string& thread, int error) {
  Death death{Cause::kStartupFailed, {}};
  death.detail.step = "verify";
  if (!thread.empty()) {
    death.detail.thread = thread;
  }
  if (error != 0) {
    death.detail.error = error;
  }
  death.detail.message = what;
  death.detail.decision = "StartupFailed: verify: " + what;
  return death;
}

Death ReloadedDeath() {
  Death death{Cause::kKilledByUser, {}};
  death.detail.decision = "KilledByUser: reloaded while it did not answer";
  return death;
}

Death NoDocumentDeath(const FileCopy& copy) {
  Death death{Cause::kStartupFailed, {}};
  death.detail.step = "document";
  if (copy.error != 0) {
    death.detail.error = copy.error;
  }
  death.detail.message = std::string(NameOf(copy.verdict));
  death.detail.decision = "StartupFailed: the page cannot be read";
  return death;
}

Death NoGoodbyeDeath() {
  Death death{Cause::kKilledByPolicy, {}};
  death.detail.kind = "shutdown";
  death.detail.decision = "KilledByPolicy: no goodbye in time";
  return death;
}

}  // namespace bulkhead
