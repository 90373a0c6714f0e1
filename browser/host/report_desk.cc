#include "browser/host/report_desk.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <utility>

namespace bulkhead {
namespace {

// Of the process, whose number is in the id too: two hosts in one count together.
std::atomic<uint32_t> last_number = 0;

}  // namespace

std::string ReportId(std::chrono::system_clock::time_point at, int pid, uint32_t number) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm date = {};
  ::gmtime_r(&seconds, &date);
  std::array<char, 32> text = {};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &date);
  std::array<char, 32> rest = {};
  std::snprintf(rest.data(), rest.size(), "-%d-%04u", pid, number);
  return std::string(text.data()) + rest.data();
}

ReportDesk::ReportDesk(boost::asio::io_context& loop, const Clock& clock, std::function<void(TabReport)> tell)
    : tell_(std::move(tell)), symbols_(loop, clock) {}

void ReportDesk::Begin(const TabGone& gone, PostMortem facts) {
  TabReport report;
  report.tab = gone.tab;
  report.generation = gone.generation;
  report.id = ReportId(std::chrono::system_clock::now(), ::getpid(), ++last_number);
  report.cause = gone.cause;
  report.detail = gone.detail;
  std::vector<RawStack> stacks = facts.stacks;
  report.facts = std::move(facts);
  symbols_.Name(std::move(stacks), [this, report = std::move(report)](std::vector<NamedStack> named) {
    TabReport whole = report;
    whole.stacks = std::move(named);
    tell_(std::move(whole));
    if (idle() && on_idle) {
      on_idle();
    }
  }, hurried_ ? SymbolService::Haste::kNoNames : SymbolService::Haste::kNames);
}

void ReportDesk::Tick(TimePoint now) {
  symbols_.Tick(now);
}

void ReportDesk::Hurry() {
  hurried_ = true;
  symbols_.GiveUp();
}

}  // namespace bulkhead
