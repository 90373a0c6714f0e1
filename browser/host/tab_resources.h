// TabResources: the files that the pages of one tab ask for. Each request is checked, copied off the loop a few at a time,
// within a budget for the page, and answered once.
//
// On the loop's thread. Everything that it is given outlives it.
#ifndef BULKHEAD_BROWSER_HOST_TAB_RESOURCES_H_
#define BULKHEAD_BROWSER_HOST_TAB_RESOURCES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "browser/core/resource_path.h"
#include "browser/host/file_service.h"

namespace bulkhead {

class TabResources {
 public:
  class Client {
   public:
    virtual ~Client() = default;
    // Of the page that began last: the copy, or the verdict why there is none.
    virtual void AnswerResource(uint32_t request, const std::string& url, FileCopy copy) = 0;
    // Bytes on their way to the renderer that it has not read.
    virtual size_t UnreadBytes() const = 0;
  };

  TabResources(FileService& files, std::filesystem::path directory, Client& client)
      : files_(files), directory_(std::move(directory)), client_(client) {}

  // A renderer has the page: requests are taken. `owner`: whose files it may have beside everybody's (FileRequest::owner).
  void Begin();
  void SetOwner(int64_t owner) { owner_ = owner; }
  // The same renderer loads the document anew: a fresh budget; what it has asked for is still answered.
  void Renew() { budget_.Renew(); }
  // The renderer is gone, and with it everything that it asked for.
  void End();

  // False: that number is outstanding already.
  bool Ask(uint32_t request, std::string url);
  // Goes on with what waits: the renderer may have read meanwhile.
  void Pump();

 private:
  struct Wanted {
    uint32_t request = 0;
    std::string url;
    std::string path;
  };

  void Answer(const Wanted& wanted, FileCopy copy);

  FileService& files_;
  const std::filesystem::path directory_;
  Client& client_;
  int64_t owner_ = -1;
  ResourceBudget budget_;
  std::set<uint32_t> outstanding_;  // numbers of unanswered requests
  std::deque<Wanted> waiting_;      // to be opened
  uint32_t opening_ = 0;
  // Of the renderer that asks; null: none. A copy that comes when it is another is nobody's.
  std::shared_ptr<char> renderer_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_RESOURCES_H_
