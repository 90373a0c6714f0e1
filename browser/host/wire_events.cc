#include "browser/host/wire_events.h"

#include <string_view>

#include "browser/core/sanitise.h"

namespace bulkhead {
namespace {

constexpr size_t kTitleBytes = 256;
constexpr size_t kTextBytes = 8 * 1024;

// Several lines are one text.
std::string Text(const std::string& text) {
  return Sanitise(text, kTextBytes, LineBreaks::kKept);
}

std::string Short(const std::string& text) {
  return Sanitise(text, kTitleBytes);
}

std::string_view NameOf(control::ConsoleLevel level) {
  switch (level) {
    case control::CONSOLE_DEBUG:
      return "debug";
    case control::CONSOLE_INFO:
      return "info";
    case control::CONSOLE_WARN:
      return "warn";
    case control::CONSOLE_ERROR:
      return "error";
    default:
      return "log";
  }
}

ProbeOutcome OutcomeOf(control::ProbeOutcome outcome) {
  switch (outcome) {
    case control::PROBE_SUCCEEDED:
      return ProbeOutcome::kSucceeded;
    case control::PROBE_REFUSED:
      return ProbeOutcome::kRefused;
    case control::PROBE_NOTHING:
      return ProbeOutcome::kNothing;
    case control::PROBE_NOT_TRIED:
      return ProbeOutcome::kNotTried;
    default:
      return ProbeOutcome::kBegun;
  }
}

}  // namespace

TabTitle EventOf(TabId tab, const control::TitleChanged& message) {
  return {tab, Short(message.text())};
}

ConsoleEvent EventOf(TabId tab, const control::Console& message) {
  return {tab, std::string(NameOf(message.level())), Text(message.text()), Short(message.source()), message.line()};
}

TabError EventOf(TabId tab, const control::ScriptError& message) {
  return {tab, Text(message.message()), Short(message.source()), message.line(), Text(message.stack())};
}

FaultFired EventOf(TabId tab, const control::FaultFired& message) {
  return {tab, Short(message.fault()), Short(message.site()), Short(message.how()), Sanitise(message.evidence(), kTextBytes)};
}

ProbeReport EventOf(TabId tab, const control::ProbeResult& message) {
  return {tab, Short(message.attempt()), OutcomeOf(message.outcome()), static_cast<int>(message.error()),
          Sanitise(message.text(), kTextBytes)};
}

ResourceRefused RefusalOf(TabId tab, const std::string& url, ResourceVerdict verdict) {
  return {tab, Short(url), std::string(NameOf(verdict))};
}

control::ResourceStatus StatusOf(ResourceVerdict verdict) {
  switch (verdict) {
    case ResourceVerdict::kOk:
      return control::RESOURCE_OK;
    case ResourceVerdict::kNotFound:
      return control::RESOURCE_NOT_FOUND;
    case ResourceVerdict::kOutside:
      return control::RESOURCE_OUTSIDE;
    case ResourceVerdict::kHidden:
      return control::RESOURCE_HIDDEN;
    case ResourceVerdict::kNotRegular:
      return control::RESOURCE_NOT_REGULAR;
    case ResourceVerdict::kType:
      return control::RESOURCE_TYPE;
    case ResourceVerdict::kTooLarge:
      return control::RESOURCE_TOO_LARGE;
    case ResourceVerdict::kBudget:
      return control::RESOURCE_BUDGET;
    case ResourceVerdict::kUnreadable:
      return control::RESOURCE_UNREADABLE;
    case ResourceVerdict::kTimeout:
      return control::RESOURCE_TIMEOUT;
    case ResourceVerdict::kError:
      return control::RESOURCE_ERROR;
  }
  return control::RESOURCE_ERROR;
}

}  // namespace bulkhead
