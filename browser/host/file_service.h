// FileService: files are opened and copied on threads named "files", so that the loop never waits for a disk. Each request ends
// exactly once: with its copy, a refusal, or its deadline.
//
// Lives on the loop's thread. There is one thread as long as files come at once; where one keeps its thread waiting (a file
// system over a network), others take over what waits behind it. A file system that hangs for ever holds up neither the loop
// nor other files nor the destructor: its thread is let go, and ends when the kernel lets it.
#ifndef BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_
#define BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "browser/host/file_copy.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class FileService {
 public:
  using Done = std::function<void(FileCopy)>;
  // On a thread of the service, and several at a time.
  using Copier = std::function<FileCopy(const FileRequest&)>;

  FileService(boost::asio::io_context& loop, const Clock& clock, Copier copier = CopyFile);
  // Waits for copies that are under way, but not for long.
  ~FileService();
  FileService(const FileService&) = delete;
  FileService& operator=(const FileService&) = delete;

  // `done` runs on the loop, never from inside Copy().
  void Copy(FileRequest request, Done done);
  // Ends requests past their deadline with kTimeout; has a thread that is held up relieved.
  void Tick(TimePoint now);

  // Since its start.
  uint64_t copies_asked_for() const { return last_id_; }

 private:
  // What the threads have of it: one that is let go outlives the service.
  struct Work;
  struct Worker {
    std::thread thread;
    uint64_t job = 0;        // that it was busy with when last looked at; 0: none
    TimePoint job_since{};
  };
  struct Pending {
    Done done;
    TimePoint deadline;
  };
  static void Run(const std::shared_ptr<Work>& work, size_t number);
  void StartWorker();
  void Relieve(TimePoint now);
  void Finish(uint64_t id, FileCopy copy);

  static constexpr Duration kDeadline = std::chrono::seconds(5);

  const Clock& clock_;
  std::map<uint64_t, Pending> pending_;
  uint64_t last_id_ = 0;
  std::vector<Worker> workers_;
  std::shared_ptr<Work> work_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_FILE_SERVICE_H_
