#include "browser/core/cause.h"

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
  return "Internal";
}

}  // namespace bulkhead
