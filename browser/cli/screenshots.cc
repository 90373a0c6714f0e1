#include "browser/cli/screenshots.h"

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "browser/cli/png_file.h"

namespace bulkhead {

std::optional<UserError> Screenshots::Prepare(const std::filesystem::path& directory) {
  const auto refuse = [&](const std::error_code& why) {
    return UserError{"cannot write screenshots", directory.string(), why.message(), "give a directory that can be written"};
  };
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error && !std::filesystem::is_directory(directory, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (!error && ::access(directory.c_str(), W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  return error ? std::optional(refuse(error)) : std::nullopt;
}

Screenshots::~Screenshots() {
  stop_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Screenshots::Take(const Host& host,
                       TabId tab,
                       const std::string& page,
                       uint32_t width,
                       uint32_t height,
                       const TabReport* report) {
  const TabState state = host.state(tab);
  const TabGone* death = host.last_death(tab);
  const bool gone = state == TabState::kGone || state == TabState::kRestarting || state == TabState::kGaveUp ||
                    (state == TabState::kClosed && death != nullptr);
  std::optional<FrameCopy> frame = gone ? std::nullopt : host.CopyFrame(tab);
  if (frame) {
    shots_.push_back({tab, *std::move(frame)});
    return;
  }
  SadTab sad;
  sad.page = page;
  sad.state = state;
  if (death != nullptr) {
    sad.death = *death;
    if (report != nullptr && report->generation == death->generation) {
      sad.report = *report;
    }
  }
  sad.generations = host.Measure(tab).generations;
  sad.width = width;
  sad.height = height;
  shots_.push_back({tab, std::move(sad)});
}

void Screenshots::Write(std::function<void(std::optional<UserError>)> done) {
  thread_ = std::thread([this, done = std::move(done)] {
    ::pthread_setname_np(::pthread_self(), "pictures");
    std::optional<UserError> first_error;
    for (const Shot& shot : shots_) {
      if (stop_) {
        break;
      }
      const auto* sad = std::get_if<SadTab>(&shot.picture);
      const std::filesystem::path file = directory_ / ("tab-" + std::to_string(shot.tab) + ".png");
      std::optional<UserError> error =
          sad != nullptr ? WritePng(DrawSadTab(*sad), file) : WritePng(std::get<FrameCopy>(shot.picture), file);
      if (error && !first_error) {
        first_error = std::move(error);
      }
    }
    done(std::move(first_error));
  });
}

}  // namespace bulkhead
