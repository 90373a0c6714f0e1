#include "browser/cli/live/live_table.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <variant>

#include "browser/cli/cause_words.h"
#include "browser/cli/option_texts.h"
#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

LiveTable::LiveTable(TextStyle style, const Clock& clock, Actions actions)
    : style_(style), clock_(clock), actions_(std::move(actions)), started_(clock.Now()), rows_(style), watch_(style) {}

void LiveTable::Attach(Host& host) {
  host_ = &host;
  started_ = clock_.Now();
}

double LiveTable::Seconds() const {
  return std::chrono::duration<double>(clock_.Now() - started_).count();
}

void LiveTable::OnEvent(const Event& event) {
  rows_.OnEvent(event);
  watch_.OnEvent(event);
  if (chosen_ == 0 && !rows_.all().empty()) {
    chosen_ = rows_.all().begin()->first;
  }
  if (const auto* start = std::get_if<HostStart>(&event.body)) {
    const auto applied = std::ranges::count(start->layers, std::string("applied"), [](const auto& layer) { return layer.second; });
    sandbox_ = "sandbox " + start->sandbox_mode + ", " + std::to_string(applied) + " of " +
               std::to_string(start->layers.size()) + " layers";
  }
}

void LiveTable::Sample() {
  const double t = Seconds();
  std::vector<TabId> tabs;
  for (const auto& [tab, row] : rows_.all()) {
    tabs.push_back(tab);
  }
  for (const TabId tab : tabs) {
    const TabUse use = host_->Sample(tab);
    rows_.OnSample(tab, use, clock_.Now());
    if (use.worst_gap_ms) {
      watch_.OnNeighbourGap(tab, *use.worst_gap_ms, t);
    }
  }
}

void LiveTable::OnKey(const Key& key) {
  if (host_ == nullptr) {
    return;
  }
  if (prompt_) {
    OnPrompt(key);
    return;
  }
  message_.clear();
  switch (key.kind) {
    case Key::Kind::kText:
      OnCommand(key.text);
      return;
    case Key::Kind::kUp:
      Move(-1);
      return;
    case Key::Kind::kDown:
      Move(1);
      return;
    case Key::Kind::kPageUp:
      Move(-static_cast<long>(page_));
      return;
    case Key::Kind::kPageDown:
      Move(static_cast<long>(page_));
      return;
    case Key::Kind::kHome:
      Move(-static_cast<long>(rows_.all().size()));
      return;
    case Key::Kind::kEnd:
      Move(static_cast<long>(rows_.all().size()));
      return;
    case Key::Kind::kEscape:
      help_ = false;
      return;
    default:
      return;
  }
}

void LiveTable::OnCommand(char32_t key) {
  switch (key) {
    case 'k':
      StrikeWith("renderer.kill");
      return;
    case 'c':
      StrikeWith("crash.segv");
      return;
    case 'h':
      StrikeWith("hang.main.spin");
      return;
    case 'm':
      StrikeWith("memory.bomb");
      return;
    case 'g':
      StrikeWith("wire.garbage");
      return;
    case 's':
      ToggleStop();
      return;
    case 'r':
      Tell(host_->Reload(chosen_), "reload");
      return;
    case 'x':
      Tell(host_->Close(chosen_), "close");
      return;
    case 'n':
    case 'f':
      Ask(key);
      return;
    case 'o':
      order_ = order_ == kLastOrder ? TabOrder::kTab : static_cast<TabOrder>(static_cast<int>(order_) + 1);
      return;
    case '?':
      help_ = !help_;
      return;
    case 'q':
      actions_.end();
      return;
    default:
      return;
  }
}

void LiveTable::Ask(char32_t command) {
  asked_for_ = command;
  if (command == 'f') {
    prompt_.emplace("fault on tab " + std::to_string(chosen_) + ": ", CompleteFault);
  } else {
    prompt_.emplace("open page: ", [pages = actions_.pages](std::string_view text) { return CompleteWord(text, pages); });
  }
}

void LiveTable::OnPrompt(const Key& key) {
  switch (prompt_->OnKey(key)) {
    case LinePrompt::Outcome::kEditing:
      return;
    case LinePrompt::Outcome::kCancelled:
      prompt_.reset();
      return;
    case LinePrompt::Outcome::kEntered:
      break;
  }
  const std::string text = prompt_->text();
  prompt_.reset();
  message_.clear();
  if (text.empty()) {
    return;
  }
  if (asked_for_ == 'f') {
    StrikeWith(text);
  } else {
    OpenPage(text);
  }
}

void LiveTable::OpenPage(const std::string& name) {
  if (const auto refusal = actions_.open(name)) {
    message_ = *refusal;
  } else if (!rows_.all().empty()) {
    chosen_ = rows_.all().rbegin()->first;
  }
}

void LiveTable::StrikeWith(std::string_view fault) {
  const FaultParse parse = ParseFault(fault);
  if (!parse.call) {
    message_ = parse.error;
    return;
  }
  const std::string text = parse.call->Text();
  if (Tell(host_->Inject(chosen_, *parse.call), text)) {
    watch_.OnStrike(chosen_, text, Seconds());
  }
}

void LiveTable::ToggleStop() {
  const auto row = rows_.all().find(chosen_);
  const bool stop = row == rows_.all().end() || !row->second.stopped;
  if (Tell(host_->SetStopped(chosen_, stop), stop ? "stop" : "let go on")) {
    Sample();
  }
}

bool LiveTable::Tell(TabAnswer answer, const std::string& what) {
  if (answer == TabAnswer::kDone) {
    return true;
  }
  message_ = "cannot " + what + ": tab " + std::to_string(chosen_) + ": " + std::string(NameOf(answer));
  return false;
}

size_t LiveTable::Chosen() const {
  const auto sorted = rows_.Sorted(order_);
  const auto found = std::ranges::find(sorted, chosen_, [](const TabRow* row) { return row->tab; });
  return found == sorted.end() ? 0 : static_cast<size_t>(std::distance(sorted.begin(), found));
}

void LiveTable::Move(long by) {
  const auto sorted = rows_.Sorted(order_);
  if (sorted.empty()) {
    return;
  }
  const long to = std::clamp(static_cast<long>(Chosen()) + by, 0L, static_cast<long>(sorted.size()) - 1);
  chosen_ = sorted[static_cast<size_t>(to)]->tab;
}

std::string LiveTable::Header() const {
  const auto count = [this](auto state) {
    return std::ranges::count_if(rows_.all(), [&](const auto& row) { return state(row.second.state); });
  };
  const auto open = count([](TabState state) { return state != TabState::kClosed; });
  const auto live = count([](TabState state) { return state == TabState::kLive; });
  std::string text = "bulkhead " + ProgramVersion() + "  " + std::to_string(open) + (open == 1 ? " tab, " : " tabs, ") +
                     std::to_string(live) + " live  " + FixedText(Seconds(), 0) + " s";
  return sandbox_.empty() ? text : text + "  " + sandbox_;
}

std::vector<std::string> LiveTable::Draw(const ScreenSize& size) {
  TableView view;
  view.header = Header();
  view.rows = rows_.Sorted(order_);
  view.chosen = chosen_;
  view.order = order_;
  page_ = RowsThatFit(size);
  first_ = ScrollTo(first_, Chosen(), view.rows.size(), page_);
  view.first = first_;
  view.outcome = watch_.Line(Seconds());
  view.message = message_;
  view.help = help_;
  if (prompt_) {
    view.prompt = prompt_->label() + prompt_->text();
    view.choices = prompt_->choices();
  }
  return DrawTable(view, size, style_);
}

}  // namespace bulkhead
