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

TEST(ForkMemory, FindsLargeText) {
  const std::vector<uint64_t> found = LargeTextMappings(
      "55d10ce00000-55d10cf00000 r--p 00000000 fe:00 53 /bin/program\n"
      "55d10cf00000-55d10cf80000 r-xp 00100000 fe:00 53 /bin/program\n"
      "55d10d000000-55d10d100000 rw-p 00180000 fe:00 53 /bin/program\n"
      "55d110500000-55d110700000 r-xp 00000000 00:00 0\n"
      "7f0000000000-7f0000100000 r-xs 00000000 00:01 9 /memfd:shared (deleted)\n"
      "7f0000200000-7f000027f000 r-xp 00000000 fe:00 54 /lib/small.so\n"
      "broken /line\n"
      "7f0000400000-7f0000500000 r-xp 00000000 fe:00 55 /lib/last.so");
  EXPECT_EQ(found, (std::vector<uint64_t>{0x55d10cf00000, 0x7f0000400000}));
}

TEST(ForkMemory, AForkHasTheTextPagesThatItsMakerHad) {
  constexpr size_t kBytes = 1024 * 1024;
  const UniqueFd program(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  void* const text = ::mmap(nullptr, kBytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, program.get(), 0);
  ASSERT_NE(text, MAP_FAILED);
  const auto* const bytes = static_cast<const volatile char*>(text);
  const char before[] = {bytes[0], bytes[kPage]};
  const auto second_page_in_fork = [&] {
    return InChild([&] { return Present(static_cast<char*>(text) + kPage) ? 1 : 0; });
  };
  EXPECT_EQ(second_page_in_fork(), 0);
  EXPECT_GT(KeepTextMapped(), 0U);
  EXPECT_EQ(bytes[0], before[0]);
  EXPECT_EQ(bytes[kPage], before[1]);
  EXPECT_EQ(second_page_in_fork(), 1);
  // As executable, and as little writable, as before.
  const Result<std::string> maps = ReadProcFile("/proc/self/maps");
  ASSERT_TRUE(maps.has_value());
  EXPECT_THAT(LargeTextMappings(*maps), testing::Contains(reinterpret_cast<uint64_t>(text)));
  ::munmap(text, kBytes);
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
