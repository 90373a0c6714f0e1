// What init asks about processes: children, /proc, clones.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ipc/os/unique_fd.h"
#include "renderer/process/children.h"
#include "renderer/process/clone.h"
#include "renderer/process/proc_files.h"
#include "renderer/process/process_check.h"

namespace bulkhead {
namespace {

TEST(ChildrenTest, ListsThemAndNobodyElse) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) {
      ::pause();
    }
  }
  const std::vector<pid_t> children = ListChildren(MaxPid());
  EXPECT_NE(std::find(children.begin(), children.end(), child), children.end());
  EXPECT_EQ(std::find(children.begin(), children.end(), ::getpid()), children.end());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const std::vector<pid_t> after = ListChildren(MaxPid());
  EXPECT_EQ(std::find(after.begin(), after.end(), child), after.end());
}

TEST(ChildrenTest, ReportsAnEndAsWait4WouldAndReapsNothing) {
  const auto born = [](auto end) {
    const pid_t child = ::fork();
    if (child == 0) {
      end();
      ::_exit(7);
    }
    return child;
  };
  const pid_t by_code = born([] {});
  const pid_t by_signal = born([] { ::raise(SIGKILL); });
  for (const pid_t child : {by_code, by_signal}) {
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    const std::optional<ChildEnd> end = FindEndedChild();
    ASSERT_TRUE(end);
    EXPECT_GT(end->usage.ru_maxrss, 0);
    int status = 0;
    rusage reaped{};
    ASSERT_EQ(::wait4(end->pid, &status, 0, &reaped), end->pid);
    EXPECT_EQ(end->wait_status, status);
    EXPECT_EQ(end->usage.ru_maxrss, reaped.ru_maxrss);
    EXPECT_EQ(status, end->pid == by_code ? W_EXITCODE(7, 0) : SIGKILL);
  }
  EXPECT_FALSE(FindEndedChild());
}

TEST(ProcFilesTest, ReadsWholeFilesAndSaysWhatFailed) {
  EXPECT_GT(ReadProcFile("/proc/self/maps").value().size(), 100u);
  EXPECT_EQ(ReadProcFile("/proc/self/nothing").error().value(), ENOENT);
  EXPECT_EQ(WriteProcFile("/proc/self/nothing", "1").error().value(), ENOENT);
}

TEST(ProcFilesTest, ListsNumbersWithoutItsOwnDescriptor) {
  const std::vector<int> before = ListNumbers("/proc/self/fd").value();
  const UniqueFd extra(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const std::vector<int> after = ListNumbers("/proc/self/fd").value();
  EXPECT_EQ(after.size(), before.size() + 1);
  EXPECT_NE(std::find(after.begin(), after.end(), extra.get()), after.end());
}

TEST(ProcessCheckTest, FindsWhatIsWritableAndExecutable) {
  EXPECT_EQ(FindWritableCode("00400000-00401000 r-xp 00000000 08:01 1 /bin/x\n"
                             "7f0000000000-7f0000001000 rw-p 00000000 00:00 0\n"),
            "");
  EXPECT_EQ(FindWritableCode("00400000-00401000 r-xp 00000000 08:01 1 /bin/x\n"
                             "7f0000000000-7f0000001000 rwxp 00000000 00:00 0"),
            "7f0000000000-7f0000001000 rwxp 00000000 00:00 0");
  EXPECT_EQ(FindWritableCode(""), "");
}

TEST(ProcessCheckTest, TellsFilesFromWhatMustNotBeOpen) {
  const int last = 400;  // above the test's own
  const UniqueFd base(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  const UniqueFd file(::fcntl(base.get(), F_DUPFD_CLOEXEC, last + 1));
  const ProcessCheck clean = CheckProcess(last, -1).value();
  EXPECT_THAT(clean.kept, testing::ElementsAre(file.get()));
  EXPECT_EQ(clean.forbidden, "");
  EXPECT_EQ(clean.threads, 1);
  const UniqueFd directory_base(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const UniqueFd directory(::fcntl(directory_base.get(), F_DUPFD_CLOEXEC, last + 1));
  EXPECT_EQ(CheckProcess(last, -1).value().forbidden, std::to_string(directory.get()) + " -> /");
}

// In a child, whose sibling then is this process's child.
int InClone() {
  UniqueFd pidfd;
  const Result<pid_t> pid = CloneSibling(0, pidfd);
  if (!pid || (*pid != 0 && !pidfd.valid())) {
    return 1;
  }
  if (*pid != 0) {
    return 0;
  }
  // glibc's idea of this thread's id: an error-checking mutex is owned by it.
  pthread_mutexattr_t kind;
  ::pthread_mutexattr_init(&kind);
  ::pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_t mutex;
  ::pthread_mutex_init(&mutex, &kind);
  ::pthread_mutex_lock(&mutex);
  return mutex.__data.__owner == ::gettid() && ::getpid() == ::gettid() ? 2 : 3;
}

TEST(CloneTest, MakesASiblingThatKnowsItsThreadId) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(InClone());
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  ASSERT_GT(::waitpid(-1, &status, __WALL), 0) << "the clone is our child";
  EXPECT_EQ(WEXITSTATUS(status), 2);
}

}  // namespace
}  // namespace bulkhead
