#include "renderer/threads/page_reports.h"

#include <algorithm>

#include "proto/control.pb.h"
#include "renderer/threads/wire_text.h"

namespace bulkhead {
namespace {

// How often a flood is told about while it lasts.
constexpr Duration kTellDroppedEvery = std::chrono::seconds(1);

control::ConsoleLevel WireLevel(ConsoleLevel level) {
  switch (level) {
    case ConsoleLevel::kLog:
      return control::CONSOLE_LOG;
    case ConsoleLevel::kDebug:
      return control::CONSOLE_DEBUG;
    case ConsoleLevel::kInfo:
      return control::CONSOLE_INFO;
    case ConsoleLevel::kWarn:
      return control::CONSOLE_WARN;
    case ConsoleLevel::kError:
      return control::CONSOLE_ERROR;
  }
  return control::CONSOLE_LOG;
}

std::string DroppedText(uint64_t lines, uint64_t errors) {
  std::string text;
  if (lines > 0) {
    text += std::to_string(lines) + (lines == 1 ? " line" : " lines");
  }
  if (errors > 0) {
    text += (text.empty() ? "" : " and ") + std::to_string(errors) + (errors == 1 ? " error" : " errors");
  }
  return text + " dropped: this page says more than " + std::to_string(static_cast<int>(kConsoleLimit.per_second)) +
         " a second";
}

// How deep arrays and objects of a valid JSON text stand in each other.
int DepthOf(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool quoted = false;
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted) {
      at += c == '\\' ? 1 : 0;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

bool PageReports::MaySend(Lane& lane) {
  if (channel_.queued_bytes() == 0) {
    lane.unwritten = 0;
  }
  return channel_.queued_bytes() < kMaxReportBacklog && lane.unwritten < lane.limit.burst &&
         lane.limiter.Take(clock_.Now());
}

template <class Message>
void PageReports::Send(Lane& lane, const Message& message) {
  ++lane.unwritten;
  channel_.Send(message);
  channel_.Flush();
}

void PageReports::Console(uint32_t page, const ConsoleLine& line) {
  PageState& state = pages_[page];
  TellDropped(page, state);
  if (!MaySend(console_)) {
    ++state.dropped_lines;
    return;
  }
  SendConsole(page, line);
}

void PageReports::SendConsole(uint32_t page, const ConsoleLine& line) {
  control::Console message;
  message.set_page(page);
  message.set_level(WireLevel(line.level));
  message.set_text(WireText(line.text, kMaxConsoleText));
  message.set_source(WireText(line.source, kMaxSourceText));
  message.set_line(line.line);
  Send(console_, message);
}

void PageReports::Error(uint32_t page, const PageError& error) {
  PageState& state = pages_[page];
  TellDropped(page, state);
  if (!MaySend(errors_)) {
    ++state.dropped_errors;
    return;
  }
  control::ScriptError message;
  message.set_page(page);
  message.set_message(WireText(error.message, kMaxErrorText));
  message.set_source(WireText(error.source, kMaxSourceText));
  message.set_line(error.line);
  message.set_stack(WireText(error.stack, kMaxStackText));
  Send(errors_, message);
}

void PageReports::TellDropped(uint32_t page, PageState& state) {
  const TimePoint now = clock_.Now();
  if (state.dropped_lines + state.dropped_errors == 0 || now < state.told_at + kTellDroppedEvery ||
      !MaySend(console_)) {
    return;
  }
  ConsoleLine line;
  line.level = ConsoleLevel::kWarn;
  line.text = DroppedText(state.dropped_lines, state.dropped_errors);
  state.dropped_lines = 0;
  state.dropped_errors = 0;
  state.told_at = now;
  SendConsole(page, line);
}

void PageReports::Title(uint32_t page, std::string_view title) {
  pages_[page].waiting_title = WireText(title, kMaxTitleText);
  Pump();
}

void PageReports::Loaded(uint32_t page, uint32_t document) {
  control::PageLoaded message;
  message.set_page(page);
  message.set_document(document);
  channel_.Send(message);
  channel_.Flush();
}

std::optional<std::string> PageReports::PostMessage(uint32_t page, std::string json) {
  if (json.size() > kMaxMessageText) {
    return "a message of " + std::to_string(json.size()) + " bytes as JSON; at most " + std::to_string(kMaxMessageText);
  }
  if (const int depth = DepthOf(json); depth > kMaxMessageDepth) {
    return "a value nested " + std::to_string(depth) + " deep; at most " + std::to_string(kMaxMessageDepth);
  }
  if (!MaySend(messages_)) {
    return "more than " + std::to_string(static_cast<int>(kMessageLimit.per_second)) + " messages a second";
  }
  control::PageMessage message;
  message.set_page(page);
  message.set_json(std::move(json));
  Send(messages_, message);
  return std::nullopt;
}

void PageReports::MessageTaken(uint32_t page) {
  ++pages_[page].messages_taken;
}

void PageReports::ForgetPage(uint32_t page) {
  pages_.erase(page);
}

void PageReports::Pump() {
  for (auto& [page, state] : pages_) {
    if (state.waiting_title && MaySend(titles_)) {
      control::TitleChanged message;
      message.set_page(page);
      message.set_text(*state.waiting_title);
      state.waiting_title.reset();
      Send(titles_, message);
    }
    if (state.messages_taken > state.messages_told && MaySend(taken_)) {
      control::MessagesTaken message;
      message.set_page(page);
      message.set_total(state.messages_taken);
      state.messages_told = state.messages_taken;
      Send(taken_, message);
    }
    TellDropped(page, state);
  }
}

std::optional<TimePoint> PageReports::NextAt() const {
  const TimePoint now = clock_.Now();
  std::optional<TimePoint> next;
  for (const auto& [page, state] : pages_) {
    if (state.waiting_title) {
      const TimePoint at = titles_.limiter.NextAt(now);
      next = next ? std::min(*next, at) : at;
    }
    if (state.messages_taken > state.messages_told) {
      const TimePoint at = taken_.limiter.NextAt(now);
      next = next ? std::min(*next, at) : at;
    }
    if (state.dropped_lines + state.dropped_errors > 0) {
      const TimePoint at = std::max(console_.limiter.NextAt(now), state.told_at + kTellDroppedEvery);
      next = next ? std::min(*next, at) : at;
    }
  }
  // While the browser does not read there is no point in waking up for every token.
  if (next && channel_.queued_bytes() > 0) {
    next = std::max(*next, now + kTellDroppedEvery);
  }
  return next;
}

}  // namespace bulkhead
