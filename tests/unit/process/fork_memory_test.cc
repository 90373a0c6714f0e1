#include "renderer/process/fork_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ipc/os/unique_fd.h"
#include "renderer/process/proc_files.h"

namespace bulkhead {
namespace {

constexpr size_t kPage = 4096;

// What `body` returns in a fork of this process, which keeps its own memory as it is.
int InChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Whether this process's page table has the page; looking does not bring it (pagemap, bit 63).
bool Present(const void* address) {
  const UniqueFd pagemap(::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
  uint64_t entry = 0;
  const off_t at = static_cast<off_t>(reinterpret_cast<uint64_t>(address) / kPage * sizeof(entry));
  return ::pread(pagemap.get(), &entry, sizeof(entry), at) == sizeof(entry) && (entry >> 63) != 0;
}

TEST(ForkMemory, FindsReadOnlyFileMappings) {
  const std::vector<uint64_t> found = ReadOnlyFileMappings(
      "55d10ce20000-55d10ce45000 r--p 00000000 fe:00 53 /bin/program\n"
      "55d10ce45000-55d10cf27000 r-xp 00025000 fe:00 53 /bin/program\n"
      "55d10cf27000-55d10cf30000 rw-p 00107000 fe:00 53 /bin/program\n"
      "55d110500000-55d110700000 rw-p 00000000 00:00 0 [heap]\n"
      "7f0000000000-7f0000001000 r--s 00000000 00:01 9 /memfd:ring (deleted)\n"
      "7f0000002000-7f0000003000 ---p 00000000 fe:00 54 /lib/gap.so\n"
      "7fff00000000-7fff00001000 r-xp 00000000 00:00 0 [vdso]\n"
      "broken /line\n"
      "7f0000004000-7f0000005000 r--p 00000000 fe:00 55 /lib/last.so");
  EXPECT_EQ(found, (std::vector<uint64_t>{0x55d10ce20000, 0x55d10ce45000, 0x7f0000004000}));
}

TEST(ForkMemory, AForkHasTheFilePagesThatItsMakerHad) {
  const UniqueFd program(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  auto* const file = static_cast<const volatile char*>(
      ::mmap(nullptr, 2 * kPage, PROT_READ, MAP_PRIVATE, program.get(), 0));
  ASSERT_NE(file, MAP_FAILED);
  const char before[] = {file[0], file[kPage]};
  const auto second_page_in_fork = [&] {
    return InChild([&] { return Present(const_cast<const char*>(file) + kPage) ? 1 : 0; });
  };
  EXPECT_EQ(second_page_in_fork(), 0);
  EXPECT_GT(KeepFilePagesMapped(), 0U);
  EXPECT_EQ(file[0], before[0]);
  EXPECT_EQ(file[kPage], before[1]);
  EXPECT_EQ(second_page_in_fork(), 1);
  const Result<std::string> maps = ReadProcFile("/proc/self/maps");
  ASSERT_TRUE(maps.has_value());
  EXPECT_THAT(ReadOnlyFileMappings(*maps), testing::Contains(reinterpret_cast<uint64_t>(file)));
  ::munmap(const_cast<char*>(file), 2 * kPage);
}

TEST(ForkMemory, NoBlockComesFromAGapAgain) {
#ifdef BULKHEAD_SANITIZED
  GTEST_SKIP() << "a sanitizer's heap";
#endif
  const int reused = InChild([] {
    constexpr size_t kSize = 2000;
    std::array<void*, 64> gaps{};
    std::array<void* volatile, 64> between{};  // keep the gaps apart; volatile, or the compiler drops them
    for (size_t i = 0; i < gaps.size(); ++i) {
      gaps[i] = std::malloc(kSize);
      between[i] = std::malloc(kSize);
    }
    const std::array<void*, 64> were = gaps;
    for (void* const gap : gaps) {
      std::free(gap);
    }
    if (FillHeapGaps() < were.size() * kSize) {
      return 100;
    }
    int count = 0;
    for (size_t i = 0; i < were.size(); ++i) {
      count += std::find(were.begin(), were.end(), std::malloc(kSize)) != were.end() ? 1 : 0;
    }
    return count;
  });
  EXPECT_EQ(reused, 0);
}

}  // namespace
}  // namespace bulkhead
