// A world for commands: a FakeHost, a pipe as the output, complaints kept.
#ifndef BULKHEAD_TESTS_UNIT_CLI_COMMAND_FIXTURE_H_
#define BULKHEAD_TESTS_UNIT_CLI_COMMAND_FIXTURE_H_

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "browser/cli/session.h"
#include "ipc/os/unique_fd.h"
#include "tests/support/fake_host.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {

class CommandTest : public testing::Test {
 protected:
  CommandTest() {
    ::signal(SIGPIPE, SIG_IGN);
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    reader_.Reset(ends[0]);
    writer_.Reset(ends[1]);
    world_.output_fd = writer_.get();
    world_.output_style = {.colour = false, .ascii = true};
  }

  // Runs `command`, which returns an exit code, while a thread reads its output.
  template <class Command>
  int Run(Command command) {
    std::string text;
    std::thread reading([&] {
      char bytes[4096];
      for (ssize_t got; (got = ::read(reader_.get(), bytes, sizeof(bytes))) > 0;) {
        text.append(bytes, static_cast<size_t>(got));
      }
    });
    const int code = command();
    writer_.Reset();
    reading.join();
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
      lines_.push_back(line);
    }
    return code;
  }

  std::string Page(const std::string& name) { return directory_.Write(name, "<p>page</p>"); }

  TempDir directory_;
  SteadyClock clock_;
  boost::asio::io_context loop_;
  FakeHost::Script script_;
  std::vector<std::string> complaints_;
  std::vector<std::string> lines_;  // of the output
  World world_{
      .loop = loop_,
      .clock = clock_,
      .make_host = [this](boost::asio::io_context& loop, HostOptions options, const Clock& clock, Host::EventSink sink,
                          UserError* error) {
        return FakeHost::Create(script_, loop, std::move(options), clock, std::move(sink), error);
      },
      .complain = [this](const UserError& error) { complaints_.push_back(error.Line()); },
      .output_fd = -1,
      .output_style = {},
  };
  UniqueFd reader_, writer_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_CLI_COMMAND_FIXTURE_H_
