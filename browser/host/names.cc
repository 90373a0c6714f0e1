// The words of the host's events: what scripts compare with, so they never change.
#include <string>

#include "browser/host/events.h"
#include "browser/host/user_error.h"
#include "ipc/os/check.h"

namespace bulkhead {

std::string_view NameOf(Cause cause) {
  switch (cause) {
    case Cause::kCleanExit:
      return "CleanExit";
    case Cause::kExitWithoutGoodbye:
      return "ExitWithoutGoodbye";
    case Cause::kNonZeroExit:
      return "NonZeroExit";
    case Cause::kSignalled:
      return "Signalled";
    case Cause::kOutOfMemory:
      return "OutOfMemory";
    case Cause::kSandboxViolation:
      return "SandboxViolation";
    case Cause::kBadMessage:
      return "BadMessage";
    case Cause::kQuotaExceeded:
      return "QuotaExceeded";
    case Cause::kHang:
      return "Hang";
    case Cause::kStartupFailed:
      return "StartupFailed";
    case Cause::kStartupTimeout:
      return "StartupTimeout";
    case Cause::kKilledByUser:
      return "KilledByUser";
    case Cause::kKilledByPolicy:
      return "KilledByPolicy";
    case Cause::kKilledExternally:
      return "KilledExternally";
    case Cause::kBrowserLost:
      return "BrowserLost";
    case Cause::kCompartmentLost:
      return "CompartmentLost";
    case Cause::kInternal:
      return "Internal";
  }
  BULKHEAD_CHECK(false);
  return {};
}

std::string_view NameOf(TabState state) {
  switch (state) {
    case TabState::kStarting:
      return "starting";
    case TabState::kLive:
      return "live";
    case TabState::kUnresponsive:
      return "unresponsive";
    case TabState::kGone:
      return "gone";
    case TabState::kRestarting:
      return "restarting";
    case TabState::kGaveUp:
      return "gave_up";
    case TabState::kClosed:
      return "closed";
  }
  BULKHEAD_CHECK(false);
  return {};
}

std::string UserError::Line() const {
  std::string line = "bulkhead";
  for (const std::string* part : {&what, &where, &why}) {
    if (!part->empty()) {
      line += ": " + *part;
    }
  }
  if (!remedy.empty()) {
    line += "; " + remedy;
  }
  return line;
}

}  // namespace bulkhead
