#include "browser/cli/reports/report_keeper.h"

#include <utility>
#include <variant>

#include <boost/asio/post.hpp>

#include "browser/cli/reports/report_json.h"

namespace bulkhead {

ReportKeeper::ReportKeeper(World& world) : world_(world) {}

ReportKeeper::~ReportKeeper() {
  writer_.reset();
  Complain();
}

void ReportKeeper::OnEvent(const Event& event) {
  if (const auto* start = std::get_if<HostStart>(&event.body)) {
    host_ = *start;
  } else if (const auto* starting = std::get_if<TabStarting>(&event.body)) {
    pages_[starting->tab] = starting->page;
  } else if (const auto* report = std::get_if<TabReport>(&event.body)) {
    Keep(*report);
  }
}

void ReportKeeper::Keep(const TabReport& report) {
  if (!world_.report_directory || refused_) {
    return;
  }
  if (writer_ == nullptr) {
    UserError error;
    const std::optional<std::filesystem::path> directory = world_.report_directory(&error);
    if (!directory) {
      refused_ = true;
      world_.complain(error);
      return;
    }
    writer_ = std::make_unique<ReportWriter>(ReportStore(*directory), [this](const UserError& why) {
      {
        const std::lock_guard lock(mutex_);
        error_ = why;
      }
      boost::asio::post(world_.loop, [this] { Complain(); });
    });
  }
  writer_->Write(report.id, std::string(NameOf(report.cause)), ReportJson(report, pages_[report.tab], host_));
}

void ReportKeeper::Complain() {
  std::optional<UserError> error;
  {
    const std::lock_guard lock(mutex_);
    error = std::exchange(error_, std::nullopt);
  }
  if (error) {
    world_.complain(*error);
  }
}

}  // namespace bulkhead
