#include "renderer/probe/held_descriptors.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

using Kind = HeldDescriptor::Kind;

HeldDescriptor Find(int fd) {
  const std::vector<HeldDescriptor> held = HeldDescriptors();
  const auto found = std::ranges::find(held, fd, &HeldDescriptor::fd);
  EXPECT_NE(found, held.end());
  return found != held.end() ? *found : HeldDescriptor{};
}

TEST(HeldDescriptors, TellsKindsApart) {
  const auto kind = [](int fd) {
    const UniqueFd owned(fd);
    return Find(fd).kind;
  };
  EXPECT_EQ(kind(::open("/dev/null", O_RDWR | O_CLOEXEC)), Kind::kNull);
  EXPECT_EQ(kind(::open("/dev/urandom", O_RDONLY | O_CLOEXEC)), Kind::kRandom);
  EXPECT_EQ(kind(::open("/dev/zero", O_RDONLY | O_CLOEXEC)), Kind::kDevice);
  EXPECT_EQ(kind(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), Kind::kDirectory);
  EXPECT_EQ(kind(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)), Kind::kFile);
  EXPECT_EQ(kind(::memfd_create("test", MFD_CLOEXEC)), Kind::kMemory);
  EXPECT_EQ(kind(::eventfd(0, EFD_CLOEXEC)), Kind::kAnonymous);
  EXPECT_EQ(kind(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), Kind::kSocket);
}

TEST(HeldDescriptors, TellsWhichEndOfAPipeCanBeRead) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  const UniqueFd reader(ends[0]);
  const UniqueFd writer(ends[1]);
  EXPECT_EQ(Find(writer.get()).kind, Kind::kPipe);
  EXPECT_TRUE(Find(reader.get()).readable);
  EXPECT_FALSE(Find(writer.get()).readable);
}

TEST(HeldDescriptors, OnlyWhatIsOpen) {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC));
  const int number = fd.get();
  std::vector<int> numbers = HeldNumbers();
  EXPECT_NE(std::ranges::find(numbers, number), numbers.end());
  fd.Reset();
  numbers = HeldNumbers();
  EXPECT_EQ(std::ranges::find(numbers, number), numbers.end());
}

TEST(HeldDescriptors, WhatOthersReachIsNotItsOwn) {
  EXPECT_TRUE((HeldDescriptor{.fd = 1, .kind = Kind::kPipe}).own());
  EXPECT_TRUE((HeldDescriptor{.fd = 1, .kind = Kind::kMemory}).own());
  EXPECT_FALSE((HeldDescriptor{.fd = 1, .kind = Kind::kNull}).own());
  EXPECT_FALSE((HeldDescriptor{.fd = 1, .kind = Kind::kFile}).own());
}

}  // namespace
}  // namespace bulkhead
