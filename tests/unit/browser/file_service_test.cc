#include "browser/host/file_service.h"

#include <sys/stat.h>

#include <chrono>
#include <optional>

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
