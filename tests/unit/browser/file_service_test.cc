#include "browser/host/file_service.h"

#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

TEST(FileServiceTest, AnswersOnTheLoopNeverFromInside) {
  boost::asio::io_context loop;
  const auto work = boost::asio::make_work_guard(loop);
  const TempDir directory;
  directory.Write("a.txt", "x");
  ManualClock clock;
  FileService files(loop, clock);
  std::vector<std::string> verdicts;
  for (const char* name : {"a.txt", "b.txt"}) {
    files.Copy({directory.path(), name, kMaxFileBytes, -1},
               [&](FileCopy copy) { verdicts.emplace_back(NameOf(copy.verdict)); });
  }
  EXPECT_TRUE(verdicts.empty());
  while (verdicts.size() < 2) {
    loop.run_one();
  }
  EXPECT_EQ(verdicts, (std::vector<std::string>{"ok", "not found"}));
}

// A file system that hangs: until it is let go. Outlives the service, as such a thread does.
class HangingDisk {
 public:
  FileCopy Copy(const FileRequest& request) {
    std::unique_lock lock(mutex_);
    if (request.path == "hangs") {
      ++held_up_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return let_go_; });
      --held_up_;
      changed_.notify_all();
    }
    FileCopy copy;
    copy.verdict = ResourceVerdict::kOk;
    return copy;
  }
  void WaitHeldUp(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_up_ == count; });
  }
  void LetGo() {
    {
      const std::lock_guard lock(mutex_);
      let_go_ = true;
    }
    changed_.notify_all();
    WaitHeldUp(0);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int held_up_ = 0;
  bool let_go_ = false;
};

TEST(FileServiceTest, AFileThatHangsHoldsUpNoOther) {
  boost::asio::io_context loop;
  const auto work = boost::asio::make_work_guard(loop);
  HangingDisk disk;
  ManualClock clock;
  FileService files(loop, clock, [&disk](const FileRequest& request) { return disk.Copy(request); });
  std::map<std::string, std::string> verdicts;
  const auto copy = [&](const std::string& path) {
    files.Copy({"/", path, kMaxFileBytes, -1}, [&verdicts, path](FileCopy done) { verdicts[path] = NameOf(done.verdict); });
  };
  // Each holds up the thread that comes to relieve the one before.
  for (int held_up = 1; held_up <= 3; ++held_up) {
    copy("hangs");
    files.Tick(clock.Now());
    if (held_up > 1) {
      clock.Advance(std::chrono::milliseconds(499));
      files.Tick(clock.Now());
      clock.Advance(std::chrono::milliseconds(1));
      files.Tick(clock.Now());
    }
    disk.WaitHeldUp(held_up);
  }
  copy("is there");
  files.Tick(clock.Now());
  clock.Advance(std::chrono::milliseconds(500));
  files.Tick(clock.Now());
  while (verdicts.empty()) {
    loop.run_one();
  }
  EXPECT_EQ(verdicts, (std::map<std::string, std::string>{{"is there", "ok"}}));
  clock.Advance(std::chrono::seconds(5));
  files.Tick(clock.Now());
  EXPECT_EQ(verdicts["hangs"], "timed out");
  disk.LetGo();
}

TEST(FileServiceTest, AFileThatHangsDoesNotHoldUpTheEnd) {
  boost::asio::io_context loop;
  // The thread that was let go is in it to its end.
  const auto disk = std::make_shared<HangingDisk>();
  ManualClock clock;
  {
    FileService files(loop, clock, [disk](const FileRequest& request) { return disk->Copy(request); });
    files.Copy({"/", "hangs", kMaxFileBytes, -1}, [](FileCopy) { ADD_FAILURE() << "nobody is there to be told"; });
    disk->WaitHeldUp(1);
  }
  disk->LetGo();
  loop.poll();
}

TEST(FileServiceTest, ADeadlineEndsARequestOnce) {
  boost::asio::io_context loop;
  const TempDir directory;
  directory.Write("a.txt", "x");
  ManualClock clock;
  int answers = 0;
  {
    FileService files(loop, clock);
    files.Copy({directory.path(), "a.txt", kMaxFileBytes, -1}, [&](FileCopy copy) {
      ++answers;
      EXPECT_EQ(NameOf(copy.verdict), "timed out");
    });
    clock.Advance(std::chrono::seconds(4));
    files.Tick(clock.Now());
    EXPECT_EQ(answers, 0);
    clock.Advance(std::chrono::seconds(1));
    files.Tick(clock.Now());
    EXPECT_EQ(answers, 1);
    loop.poll();  // the copy itself, if it is there by now, is dropped
  }
  loop.poll();
  EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace bulkhead
