// FileService: one named thread on which files are opened and copied, so that the loop never waits for a disk. Each
// request ends exactly once: with its copy, a refusal, or its deadline.
//
// Lives on the loop's thread. A file system that hangs for ever holds up the destructor, not the loop.
#ifndef BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_
#define BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>

#include "browser/host/file_copy.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class FileService {
 public:
  using Done = std::function<void(FileCopy)>;

  FileService(boost::asio::io_context& loop, const Clock& clock);
  ~FileService();
  FileService(const FileService&) = delete;
  FileService& operator=(const FileService&) = delete;

  // `done` runs on the loop, never from inside Copy().
  void Copy(FileRequest request, Done done);
  // Ends requests past their deadline with kTimeout.
  void Tick(TimePoint now);

  // Since its start.
  uint64_t copies_asked_for() const { return last_id_; }

 private:
  struct Job {
    uint64_t id = 0;
    FileRequest request;
  };
  struct Pending {
    Done done;
    TimePoint deadline;
  };
  void Run();
  void Finish(uint64_t id, FileCopy copy);

  static constexpr Duration kDeadline = std::chrono::seconds(5);

  boost::asio::io_context& loop_;
  const Clock& clock_;
  std::map<uint64_t, Pending> pending_;  // loop's thread
  uint64_t last_id_ = 0;
  std::shared_ptr<char> life_ = std::make_shared<char>();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses all of the above
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_
