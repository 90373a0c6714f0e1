// BulkheadProgram: the built `bulkhead` as a child of a test. Reads its output line by line with a deadline, signals it
// through a pidfd, and touches no process that it did not start. A child still running at the end is killed and reaped.
#ifndef BULKHEAD_TESTS_SUPPORT_BULKHEAD_PROGRAM_H_
#define BULKHEAD_TESTS_SUPPORT_BULKHEAD_PROGRAM_H_

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "ipc/os/unique_fd.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {

class BulkheadProgram {
 public:
  using Seconds = std::chrono::duration<double>;
  // Nothing that a test waits for takes longer, on a machine with both cores busy and sanitizers on.
  static constexpr Seconds kPatience{60};

  struct Options {
    bool close_stdout = false;                             // as with >&-
    std::optional<unsigned> descriptors{};                 // soft and hard RLIMIT_NOFILE
    std::vector<std::pair<std::string, std::string>> environment{};  // added to the test's own
    std::vector<std::string> launcher{};                   // a program and its arguments that become it
    int stdout_fd = -1;                                    // instead of the pipe that ReadLine() reads
  };

  static BulkheadProgram Start(std::vector<std::string> arguments) { return Start(std::move(arguments), Options()); }
  static BulkheadProgram Start(std::vector<std::string> arguments, Options options);
  BulkheadProgram(BulkheadProgram&&) = default;
  ~BulkheadProgram();

  // The next line of its stdout, without the newline; nullopt at the end, or when nothing came in time.
  std::optional<std::string> ReadLine(Seconds patience = kPatience);
  // Reads on until an event of that name (of that tab) comes; null if it does not.
  boost::json::value ReadUntil(const std::string& event, std::optional<int> tab = std::nullopt);
  // All that follows.
  std::vector<std::string> ReadAll();
  // Everything read so far, in order.
  const std::vector<std::string>& lines() const { return lines_; }
  void CloseStdout() { stdout_.Reset(); }

  void Signal(int signal);
  // Exit code; 128 + signal for a death by signal; -1 if it still runs after `patience`.
  int Wait(Seconds patience = kPatience);
  // What it wrote to stderr so far.
  std::string Errors() const;
  int pid() const { return pid_; }
  // Its XDG_STATE_HOME, unless the environment given to it has another.
  const std::filesystem::path& state() const { return state_->path(); }

 private:
  BulkheadProgram() = default;

  int pid_ = -1;
  UniqueFd pidfd_;
  UniqueFd stdout_;
  std::unique_ptr<TempDir> state_ = std::make_unique<TempDir>();  // its reports are not the user's
  UniqueFd stderr_;  // a memfd: never full, never blocks the child
  std::string unread_;
  std::vector<std::string> lines_;
  std::optional<int> exit_code_;
};

// A string of an event.
inline std::string Text(const boost::json::value& value) {
  return std::string(value.as_string());
}

// Runs it to its end.
struct ProgramResult {
  int code = -1;
  std::vector<std::string> lines;
  std::string errors;
};
ProgramResult RunBulkhead(std::vector<std::string> arguments, BulkheadProgram::Options options = {});

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_BULKHEAD_PROGRAM_H_
