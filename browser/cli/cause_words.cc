#include "browser/cli/cause_words.h"

#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

std::string Call(std::string_view name, std::initializer_list<std::string> arguments) {
  std::string inside;
  for (const std::string& argument : arguments) {
    if (!argument.empty()) {
      inside += (inside.empty() ? "" : ", ") + argument;
    }
  }
  return inside.empty() ? std::string(name) : std::string(name) + "(" + inside + ")";
}

std::string NumberOf(const std::optional<int>& number) {
  return number ? std::to_string(*number) : std::string();
}

// What the signals of a crash mean to someone who does not know them.
std::string SignalSentence(const DeathDetail& detail) {
  const std::string signal = detail.signal.value_or("");
  if (detail.kind == "sent from outside") {
    return "Someone sent it the signal " + signal + ".";
  }
  if (detail.kind == "stack overflow") {
    return "A function called itself so often that the stack was used up.";
  }
  if (detail.kind == "uncaught exception") {
    return "It threw an exception that nobody caught.";
  }
  if (detail.kind == "double free" || detail.kind == "broken heap") {
    return "It gave memory back twice, or wrote where it may not, and its allocator noticed.";
  }
  if (signal == "SIGSEGV" || signal == "SIGBUS") {
    return "It touched memory that is not its own.";
  }
  if (signal == "SIGABRT") {
    return "It found its own state broken and stopped itself.";
  }
  if (signal == "SIGILL") {
    return "It came upon an instruction that means nothing; script engines also end so when they run out of memory.";
  }
  if (signal == "SIGFPE") {
    return "It made a calculation that has no result.";
  }
  if (signal == "SIGTRAP") {
    return "It ran into a trap of its own.";
  }
  return "It was ended by the signal " + (signal.empty() ? std::string("?") : signal) + ".";
}

std::string HangSentence(const DeathDetail& detail) {
  const std::string kind = detail.kind.value_or("");
  const std::string thread = detail.thread.value_or("main");
  if (kind == "spinning") {
    return "Its " + thread + " thread was busy without end and answered nobody.";
  }
  if (kind == "blocked") {
    return "Its " + thread + " thread waited for something that never came.";
  }
  if (kind == "stopped") {
    return "Someone had stopped it, and it did not stay awake when continued.";
  }
  return "Its " + thread + " thread stopped answering.";
}

}  // namespace

std::string HexText(uint64_t number) {
  std::array<char, 16> digits = {};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return "0x" + std::string(digits.data(), end);
}

std::string FixedText(double number, int digits) {
  std::array<char, 400> text = {};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, digits);
  return std::string(text.data(), end);
}

std::string MillisecondsText(double ms) {
  if (std::abs(ms) >= 1000) {
    return FixedText(ms / 1000, 2) + " s";
  }
  return FixedText(ms, std::abs(ms) >= 100 ? 0 : std::abs(ms) >= 10 ? 1 : 2) + " ms";
}

std::string CauseText(Cause cause, const DeathDetail& detail) {
  const std::string kind = detail.kind.value_or("");
  const std::string error = detail.error ? "errno " + std::to_string(*detail.error) : std::string();
  switch (cause) {
    case Cause::kNonZeroExit:
      return Call(NameOf(cause), {NumberOf(detail.code)});
    case Cause::kSignalled:
      return Call(NameOf(cause), {detail.signal.value_or(""), kind});
    case Cause::kOutOfMemory:
      return Call(NameOf(cause), {detail.limit.value_or("")});
    case Cause::kSandboxViolation:
      return Call(NameOf(cause), {detail.syscall.value_or(""), kind});
    case Cause::kBadMessage:
      return detail.rule ? Call(NameOf(cause), {std::to_string(detail.rule->first) + " " + detail.rule->second})
                         : Call(NameOf(cause), {kind});
    case Cause::kQuotaExceeded:
      return Call(NameOf(cause), {kind, detail.limit.value_or("")});
    case Cause::kHang:
      return Call(NameOf(cause), {detail.thread.value_or(""), kind});
    case Cause::kStartupFailed:
    case Cause::kStartupTimeout:
      return Call(NameOf(cause), {detail.step.value_or(""), error});
    case Cause::kKilledByPolicy:
      return Call(NameOf(cause), {kind});
    case Cause::kCleanExit:
    case Cause::kExitWithoutGoodbye:
    case Cause::kKilledByUser:
    case Cause::kKilledExternally:
    case Cause::kBrowserLost:
    case Cause::kCompartmentLost:
    case Cause::kInternal:
      return std::string(NameOf(cause));
  }
  BULKHEAD_CHECK(false);
  return {};
}

std::string CauseTitle(Cause cause) {
  switch (cause) {
    case Cause::kCleanExit:
      return "This page ended";
    case Cause::kExitWithoutGoodbye:
    case Cause::kNonZeroExit:
      return "This page quit";
    case Cause::kSignalled:
      return "This page crashed";
    case Cause::kOutOfMemory:
      return "This page ran out of memory";
    case Cause::kSandboxViolation:
      return "This page tried to break out";
    case Cause::kBadMessage:
      return "This page broke the rules";
    case Cause::kQuotaExceeded:
      return "This page asked for too much";
    case Cause::kHang:
      return "This page stopped answering";
    case Cause::kStartupFailed:
    case Cause::kStartupTimeout:
      return "This page could not start";
    case Cause::kKilledByUser:
    case Cause::kKilledByPolicy:
    case Cause::kKilledExternally:
      return "This page was killed";
    case Cause::kBrowserLost:
    case Cause::kCompartmentLost:
    case Cause::kInternal:
      return "This page was lost";
  }
  BULKHEAD_CHECK(false);
  return {};
}

std::string CauseSentence(Cause cause, const DeathDetail& detail) {
  switch (cause) {
    case Cause::kCleanExit:
      return "It said goodbye and ended, as it may.";
    case Cause::kExitWithoutGoodbye:
      return "Its process ended without a word. That counts as a crash.";
    case Cause::kNonZeroExit:
      return "Its process ended by itself with the code " + NumberOf(detail.code) + ".";
    case Cause::kSignalled:
      return SignalSentence(detail);
    case Cause::kOutOfMemory:
      return "It took more memory than a page may have and was stopped before it could hurt others.";
    case Cause::kSandboxViolation:
      return "It asked the system for something that pages may not do.";
    case Cause::kBadMessage:
      return "It sent the browser something that no honest page sends, and was not given a second chance.";
    case Cause::kQuotaExceeded:
      return "It asked and asked and never read the answers.";
    case Cause::kHang:
      return HangSentence(detail);
    case Cause::kStartupFailed:
      return "Its process could not be set up.";
    case Cause::kStartupTimeout:
      return "Its process took too long to set up.";
    case Cause::kKilledByUser:
      return "You asked for it.";
    case Cause::kKilledByPolicy:
      return "It was asked to end and did not.";
    case Cause::kKilledExternally:
      return "Someone outside the browser killed its process.";
    case Cause::kBrowserLost:
      return "The browser itself went away.";
    case Cause::kCompartmentLost:
      return "The process that all pages live under went away and took this one along.";
    case Cause::kInternal:
      return "The browser made a mistake of its own. Please report it.";
  }
  BULKHEAD_CHECK(false);
  return {};
}

std::vector<std::string> DetailLines(const DeathDetail& detail) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) {
      lines.push_back(std::string(name) + ": " + text);
    }
  };
  if (detail.address) {
    add("address", HexText(*detail.address));
  }
  add("thread", detail.thread.value_or(""));
  add("message", detail.message.value_or(""));
  add("step", detail.step.value_or(""));
  add("limit", detail.limit.value_or(""));
  add("record", detail.record.value_or(""));
  add("status", detail.status.value_or(""));
  add("decision", detail.decision.value_or(""));
  if (!detail.frames.empty()) {
    const RawFrame& top = detail.frames.front();
    add("top frame", top.module + "+" + HexText(top.offset));
  }
  return lines;
}

}  // namespace bulkhead
