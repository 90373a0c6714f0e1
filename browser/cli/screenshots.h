// Screenshots: DIR/tab-N.png of every tab, drawn and compressed on a thread of its own.
#ifndef BULKHEAD_BROWSER_CLI_SCREENSHOTS_H_
#define BULKHEAD_BROWSER_CLI_SCREENSHOTS_H_

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "browser/cli/sad_tab.h"
#include "browser/host/host.h"
#include "browser/host/user_error.h"

namespace bulkhead {

class Screenshots {
 public:
  // Makes the directory if it is missing and tries whether files can be made in it.
  static std::optional<UserError> Prepare(const std::filesystem::path& directory);

  explicit Screenshots(std::filesystem::path directory) : directory_(std::move(directory)) {}
  // Waits for the picture being written; the others are not written any more.
  ~Screenshots();
  Screenshots(const Screenshots&) = delete;
  Screenshots& operator=(const Screenshots&) = delete;

  // The tab as it is now: its last good frame, or the sad tab where its page is gone. On the host's thread.
  // `report`: its latest one, or nullptr.
  void Take(const Host& host, TabId tab, const std::string& page, uint32_t width, uint32_t height, const TabReport* report);
  // Writes what was taken; `done` with the first error, on the pictures' thread. Once.
  void Write(std::function<void(std::optional<UserError>)> done);

 private:
  struct Shot {
    TabId tab = 0;
    std::variant<FrameCopy, SadTab> picture;
  };

  const std::filesystem::path directory_;
  std::vector<Shot> shots_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_SCREENSHOTS_H_
