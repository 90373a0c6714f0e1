#include "renderer/probe/memory_scan.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ipc/probe_canary.h"

namespace bulkhead {
namespace {

constexpr size_t kPage = 4096;

// Mapped until its end; reserved, not touched.
class Mapping {
 public:
  explicit Mapping(size_t size, int protection = PROT_READ | PROT_WRITE)
      : size_(size),
        memory_(static_cast<char*>(
            ::mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    EXPECT_NE(memory_, MAP_FAILED);
  }
  ~Mapping() { ::munmap(memory_, size_); }
  char* data() const { return memory_; }
  uintptr_t address() const { return reinterpret_cast<uintptr_t>(memory_); }
  MemoryRange range() const { return {address(), address() + size_}; }

 private:
  const size_t size_;
  char* const memory_;
};

std::string Maps() {
  std::ifstream file("/proc/self/maps");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool Covers(const std::vector<MemoryRange>& ranges, const MemoryRange& wanted) {
  return std::ranges::any_of(ranges, [&](const MemoryRange& range) {
    return range.begin <= wanted.begin && wanted.end <= range.end;
  });
}

TEST(MemoryScan, FindsWhatIsMappedAndTheHoles) {
  Mapping mapping(8 * kPage);
  ASSERT_EQ(::munmap(mapping.data() + 3 * kPage, 2 * kPage), 0);
  const uintptr_t at = mapping.address();
  EXPECT_THAT(MappedRanges(mapping.range()),
              testing::ElementsAre(MemoryRange{at, at + 3 * kPage}, MemoryRange{at + 5 * kPage, at + 8 * kPage}));
}

TEST(MemoryScan, ReadsAListOfMaps) {
  EXPECT_THAT(RangesOf("00400000-00402000 r-xp 00000000 00:00 0 /bin/x\n00402000-00403000 rw-p 00000000 00:00 0\n"
                       "7f0000000000-7f0000001000 ---p 00000000 00:00 0\nnonsense\n"
                       "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n"),
              testing::ElementsAre(MemoryRange{0x400000, 0x403000}, MemoryRange{0x7f0000000000, 0x7f0000001000}));
  EXPECT_THAT(RangesOf(""), testing::IsEmpty());
}

TEST(MemoryScan, LooksBesideWhatIsKnown) {
  EXPECT_THAT(Around({{0x40000, 0x50000}, {0x60000, 0x70000}, {0x7fff'0000'0000, 0x7fff'ffff'e000}}, 0x8000),
              testing::ElementsAre(MemoryRange{0x38000, 0x78000}, MemoryRange{0x7ffe'ffff'8000, 0x7fff'ffff'f000}));
  EXPECT_THAT(Around({{0x11000, 0x12000}}, 0x8000), testing::ElementsAre(MemoryRange{0x10000, 0x1a000}));
}

// As a renderer's attempt does: from what was mapped at first to what is now.
TEST(MemoryScan, FindsTheWholeProcess) {
  const std::vector<MemoryRange> before = RangesOf(Maps());
  const int on_stack = 0;
  static int in_program = 0;
  const Mapping mapping(kPage);
  std::vector<MemoryRange> ranges;
  for (const MemoryRange& part : Around(before, size_t{1} << 30)) {
    const std::vector<MemoryRange> mapped = MappedRanges(part);
    ranges.insert(ranges.end(), mapped.begin(), mapped.end());
  }
  const auto one_byte = [](const void* at) {
    return MemoryRange{reinterpret_cast<uintptr_t>(at), reinterpret_cast<uintptr_t>(at) + 1};
  };
  EXPECT_TRUE(Covers(ranges, one_byte(&on_stack)));
  EXPECT_TRUE(Covers(ranges, one_byte(&in_program)));
  EXPECT_TRUE(Covers(ranges, mapping.range()));
}

TEST(MemoryScan, KnowsWhatCanBeRead) {
  const Mapping open(kPage);
  const Mapping closed(kPage, PROT_NONE);
  EXPECT_TRUE(IsReadable(open.address()));
  EXPECT_FALSE(IsReadable(closed.address()));
  EXPECT_FALSE(IsReadable(0));
}

TEST(MemoryScan, FindsASecretInBytesAndInUtf16) {
  const std::string secret = MakeCanary("-1");
  const std::string bytes = "before K and " + secret + " after";
  EXPECT_EQ(FindCanary(bytes.data(), bytes.size()), bytes.data() + 13);
  const std::u16string wide(secret.begin(), secret.end());
  EXPECT_EQ(FindCanary(wide.data(), wide.size() * sizeof(char16_t)), wide.data());
}

TEST(MemoryScan, FindsNoPartOfOne) {
  const std::string secret = MakeCanary("");
  EXPECT_EQ(FindCanary(secret.data(), secret.size() - 1), nullptr);
  const std::string other = "K7w1Pp9eY2S6jB8y and K";
  EXPECT_EQ(FindCanary(other.data(), other.size()), nullptr);
  EXPECT_EQ(FindCanary(other.data(), 0), nullptr);
}

TEST(MemoryScan, SearchesWhatIsReadableAndStepsOverTheRest) {
  const Mapping mapping(16 * kPage);
  ASSERT_EQ(::mprotect(mapping.data() + 4 * kPage, 4 * kPage, PROT_NONE), 0);
  MemoryScan scan = SearchMemory({mapping.range()}, {});
  EXPECT_EQ(scan.found, nullptr);
  EXPECT_EQ(scan.searched, 12 * kPage);
  const std::string secret = MakeCanary("-2");
  std::memcpy(mapping.data() + 10 * kPage - 5, secret.data(), secret.size());
  scan = SearchMemory({mapping.range()}, {});
  EXPECT_EQ(scan.found, mapping.data() + 10 * kPage - 5);
}

TEST(MemoryScan, OfAReservationOnlyWhatIsUsed) {
  constexpr size_t kBlock = size_t{2} << 20;
  const Mapping reservation(kReservationBytes * 2);
  const std::string secret = MakeCanary("-3");
  char* const place = reservation.data() + 100 * kBlock;
  std::memcpy(place, secret.data(), secret.size());
  const std::vector<MemoryRange> used = UsedBlocks({reservation.range()});
  size_t bytes = 0;
  for (const MemoryRange& range : used) {
    bytes += range.size();
  }
  // The page's block and the one behind; with huge pages what the kernel touched beside it.
  EXPECT_TRUE(Covers(used, {reinterpret_cast<uintptr_t>(place), reinterpret_cast<uintptr_t>(place) + kPage}));
  EXPECT_LE(bytes, 4 * kBlock);
  EXPECT_EQ(SearchMemory({reservation.range()}, used).found, place);
  EXPECT_EQ(SearchMemory({reservation.range()}, {}).searched, 0u);
}

TEST(MemoryScan, SmallRangesAreNoReservations) {
  const Mapping mapping(kPage);
  EXPECT_THAT(UsedBlocks({mapping.range()}), testing::IsEmpty());
}

// The search of a whole process finds a secret that is there.
TEST(MemoryScan, FindsASecretInTheWholeProcess) {
  const Mapping mapping(kPage);
  const std::string secret = MakeCanary("-4");
  std::memcpy(mapping.data() + 17, secret.data(), secret.size());
  const InheritedMemory memory = ThisMemory(Maps());
  EXPECT_NE(SearchMemory(memory.ranges, memory.used).found, nullptr);
}

}  // namespace
}  // namespace bulkhead
