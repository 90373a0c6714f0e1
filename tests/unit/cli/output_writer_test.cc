#include "browser/cli/output_writer.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <future>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::HasSubstr;

class OutputWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    reader_.Reset(ends[0]);
    writer_.Reset(ends[1]);
  }

  OutputWriter::Options Options() {
    OutputWriter::Options options;
    options.fd = writer_.get();
    options.dropped_line = [](uint64_t count, double) { return "dropped " + std::to_string(count); };
    options.on_closed = [this](int error) { closed_.set_value(error); };
    return options;
  }
  // Everything until `last` came.
  std::string ReadUntil(std::string_view last) {
    std::string text;
    char bytes[65536];
    while (text.find(last) == std::string::npos) {
      const ssize_t got = ::read(reader_.get(), bytes, sizeof(bytes));
      if (got <= 0) {
        break;
      }
      text.append(bytes, static_cast<size_t>(got));
    }
    return text;
  }

  UniqueFd reader_, writer_;
  std::promise<int> closed_;
};

TEST_F(OutputWriterTest, LinesArriveInOrder) {
  OutputWriter output(Options());
  for (int i = 0; i < 1000; ++i) {
    output.Write(std::to_string(i));
  }
  output.Write("end", OutputWriter::Keep::kAlways);
  std::promise<void> finished;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    expected += std::to_string(i) + "\n";
  }
  EXPECT_EQ(ReadUntil("end\n"), expected + "end\n");
  output.Finish([&] { finished.set_value(); });
  finished.get_future().wait();
}

TEST_F(OutputWriterTest, SlowReaderLosesTheOldestAndNeverWhatIsKept) {
  auto options = Options();
  options.max_queued_bytes = 10000;
  OutputWriter output(std::move(options));
  output.Write("start", OutputWriter::Keep::kAlways);
  const std::string line(99, 'x');
  for (int i = 0; i < 5000; ++i) {  // 500 kB: more than pipe (64 KiB), batch and queue hold
    output.Write(std::to_string(i) + ":" + line);
  }
  output.Write("summary", OutputWriter::Keep::kAlways);
  const std::string text = ReadUntil("summary\n");
  EXPECT_TRUE(text.starts_with("start\n"));
  EXPECT_TRUE(text.ends_with("summary\n"));
  EXPECT_THAT(text, HasSubstr("\n4999:"));
  // What is there and what is told to be gone make up everything.
  uint64_t present = 0, dropped = 0;
  std::istringstream lines(text);
  for (std::string one; std::getline(lines, one);) {
    if (one.starts_with("dropped ")) {
      dropped += std::stoull(one.substr(8));
    } else if (one.find(':') != std::string::npos) {
      ++present;
    }
  }
  EXPECT_GT(dropped, 0u);
  EXPECT_EQ(present + dropped, 5000u);
}

TEST_F(OutputWriterTest, DroppedIsToldEvenIfOnlyTheSummaryIsLeft) {
  auto options = Options();
  options.max_queued_bytes = 0;
  OutputWriter output(std::move(options));
  output.Write("lost");
  output.Write("summary", OutputWriter::Keep::kAlways);
  EXPECT_EQ(ReadUntil("summary\n"), "dropped 1\nsummary\n");
}

TEST_F(OutputWriterTest, DroppedHasTheTimeOfTheLastThatIsGone) {
  auto options = Options();
  options.max_queued_bytes = 0;
  options.dropped_line = [](uint64_t count, double t) { return std::to_string(count) + " until " + std::to_string(t); };
  OutputWriter output(std::move(options));
  output.Write("lost", OutputWriter::Keep::kDroppable, 1);
  output.Write("lost too", OutputWriter::Keep::kDroppable, 2.5);
  output.Write("summary", OutputWriter::Keep::kAlways, 3);
  EXPECT_EQ(ReadUntil("summary\n"), "2 until 2.500000\nsummary\n");
}

TEST_F(OutputWriterTest, ReaderThatGoesAwayIsNoticedWithoutAWrite) {
  OutputWriter output(Options());
  output.Write("hello");
  ReadUntil("hello\n");
  reader_.Reset();
  EXPECT_EQ(closed_.get_future().get(), EPIPE);
  output.Write("into the void");
  std::promise<void> finished;
  output.Finish([&] { finished.set_value(); });
  finished.get_future().wait();
}

TEST_F(OutputWriterTest, ReaderThatGoesAwayWhileTheOutputIsFull) {
  OutputWriter output(Options());
  const std::string line(4000, 'x');
  for (int i = 0; i < 100; ++i) {
    output.Write(line);
  }
  std::promise<void> finished;
  output.Finish([&] { finished.set_value(); });
  reader_.Reset();
  EXPECT_EQ(closed_.get_future().get(), EPIPE);
  finished.get_future().wait();
}

TEST_F(OutputWriterTest, EndsWhileTheReaderIsStuck) {
  OutputWriter output(Options());
  const std::string line(4000, 'x');
  for (int i = 0; i < 100; ++i) {
    output.Write(line);
  }
}  // the destructor returns

TEST(OutputWriterFileTest, FullDeviceIsAnError) {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.valid());
  std::promise<int> closed;
  OutputWriter output({.fd = full.get(),
                       .dropped_line = [](uint64_t, double) { return std::string(); },
                       .on_closed = [&](int error) { closed.set_value(error); }});
  output.Write("x");
  EXPECT_EQ(closed.get_future().get(), ENOSPC);
}

}  // namespace
}  // namespace bulkhead
