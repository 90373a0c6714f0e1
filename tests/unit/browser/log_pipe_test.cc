#include "browser/host/log_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

class LogPipeTest : public testing::Test {
 protected:
  LogPipeTest() {
    int fds[2];
    EXPECT_EQ(::pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
    write_end_.Reset(fds[1]);
    pipe_ = std::make_unique<LogPipe>(loop_, UniqueFd(fds[0]), clock_,
                                      [this](const std::string& line) { lines_.push_back(line); });
  }
  void Write(const std::string& text) {
    ASSERT_EQ(::write(write_end_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  boost::asio::io_context loop_;
  ManualClock clock_;
  UniqueFd write_end_;
  std::vector<std::string> lines_;
  std::unique_ptr<LogPipe> pipe_;
};

TEST_F(LogPipeTest, LinesArriveAndTheEndBringsTheRest) {
  Write("one\ntwo\nrest");
  write_end_.Reset();
  loop_.run();
  EXPECT_EQ(lines_, (std::vector<std::string>{"one", "two", "rest"}));
}

TEST_F(LogPipeTest, ADeadWritersLastLinesAreReadWithoutTheLoop) {
  Write("last");
  pipe_->DrainAndClose();
  EXPECT_EQ(lines_, std::vector<std::string>{"last"});
  pipe_->DrainAndClose();
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(LogPipeTest, AFloodIsRationed) {
  std::string flood;
  for (int i = 0; i < 5000; ++i) {
    flood += "spam\n";
  }
  Write(flood);
  write_end_.Reset();
  loop_.run();
  ASSERT_EQ(lines_.size(), 201u);
  EXPECT_EQ(lines_.back(), "4800 lines dropped");
}

}  // namespace
}  // namespace bulkhead
