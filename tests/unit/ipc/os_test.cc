// The owned types for kernel objects, each against the real kernel.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstring>

#include <gtest/gtest.h>

#include "ipc/frame_ring.h"
#include "ipc/os/clock.h"
#include "ipc/os/descriptor_passing.h"
#include "ipc/os/memfd.h"
#include "ipc/os/packet.h"
#include "ipc/os/service_thread.h"
#include "ipc/os/socket_pair.h"
#include "ipc/os/stream_io.h"
#include "ipc/os/unique_fd.h"
#include "ipc/os/read_all.h"
#include "ipc/os/write_all.h"
#include "tests/support/descriptor_count.h"
#include "tests/support/open_descriptors.h"
#include "tests/support/skip.h"
#include "tests/unit/ipc/wire_bytes.h"

namespace bulkhead {
namespace {

bool IsOpen(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

class OsTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(CountOpenDescriptors(), before_); }
  const size_t before_ = CountOpenDescriptors();
};

using UniqueFdTest = OsTest;

TEST_F(UniqueFdTest, ClosesOnce) {
  UniqueFd fd = std::move(OpenDescriptors(1)[0]);
  const int number = fd.get();
  UniqueFd moved = std::move(fd);
  EXPECT_FALSE(fd.valid());
  EXPECT_EQ(moved.get(), number);
  EXPECT_TRUE(IsOpen(number));
  moved.Reset();
  EXPECT_FALSE(IsOpen(number));
  EXPECT_EQ(moved.get(), -1);
}

TEST_F(UniqueFdTest, AssignmentClosesWhatWasHeldAndSurvivesItself) {
  std::vector<UniqueFd> two = OpenDescriptors(2);
  const int first = two[0].get();
  const int second = two[1].get();
  two[0] = std::move(two[1]);
  EXPECT_FALSE(IsOpen(first));
  EXPECT_EQ(two[0].get(), second);
  UniqueFd& itself = two[0];
  two[0] = std::move(itself);
  EXPECT_TRUE(IsOpen(second));
}

TEST_F(UniqueFdTest, ReleaseGivesItUp) {
  UniqueFd fd = std::move(OpenDescriptors(1)[0]);
  const int number = fd.Release();
  EXPECT_FALSE(fd.valid());
  EXPECT_TRUE(IsOpen(number));
  ::close(number);
}

class SocketTest : public OsTest {
 protected:
  static SocketPair Pair(int type) { return CreateSocketPair(type).value(); }
};

TEST_F(SocketTest, PairsAreClosedOnExecAndNeverBlock) {
  for (const int type : {SOCK_STREAM, SOCK_SEQPACKET}) {
    const SocketPair pair = Pair(type);
    for (const int fd : {pair.ours.get(), pair.theirs.get()}) {
      EXPECT_TRUE(::fcntl(fd, F_GETFD) & FD_CLOEXEC);
      EXPECT_TRUE(::fcntl(fd, F_GETFL) & O_NONBLOCK);
    }
  }
  EXPECT_FALSE(CreateSocketPair(12345).has_value());
}

TEST_F(SocketTest, APacketComesWholeWithItsDescriptors) {
  const SocketPair pair = Pair(SOCK_SEQPACKET);
  const std::string first(100'000, 'x');
  const auto descriptors = OpenDescriptors(3);
  const int numbers[] = {descriptors[0].get(), descriptors[1].get(), descriptors[2].get()};
  ASSERT_TRUE(SendPacket(pair.ours.get(), first, numbers));
  ASSERT_TRUE(SendPacket(pair.ours.get(), std::string("b")));
  const Result<Packet> one = ReceivePacket(pair.theirs.get());
  ASSERT_TRUE(one);
  EXPECT_EQ(one->payload, first);
  ASSERT_EQ(one->descriptors.size(), 3U);
  for (const UniqueFd& fd : one->descriptors) {
    EXPECT_TRUE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC);
  }
  const Result<Packet> two = ReceivePacket(pair.theirs.get());
  ASSERT_TRUE(two);
  EXPECT_EQ(two->payload, "b");
  EXPECT_TRUE(two->descriptors.empty());
  EXPECT_EQ(ReceivePacket(pair.theirs.get()).error(), ErrnoError(EAGAIN));
}

TEST_F(SocketTest, PacketsBeforeTheEndThenTheEnd) {
  SocketPair pair = Pair(SOCK_SEQPACKET);
  ASSERT_TRUE(SendPacket(pair.ours.get(), std::string("last words")));
  ASSERT_TRUE(SendPacket(pair.theirs.get(), std::string("never read")));  // makes the end a reset
  pair.ours.Reset();
  EXPECT_EQ(ReceivePacket(pair.theirs.get())->payload, "last words");
  EXPECT_EQ(ReceivePacket(pair.theirs.get()).error(), ErrnoError(EPIPE));
  EXPECT_EQ(SendPacket(pair.theirs.get(), std::string("x")).error(), ErrnoError(EPIPE));
}

TEST_F(SocketTest, APacketThatDoesNotFitIsUsedUpAndItsDescriptorsClosed) {
  const SocketPair pair = Pair(SOCK_SEQPACKET);
  // More descriptors than a receiver takes, as no sender of ours would.
  const auto many = OpenDescriptors(kMaxPacketDescriptors + 3);
  std::vector<int> numbers;
  for (const UniqueFd& fd : many) {
    numbers.push_back(fd.get());
  }
  char byte = 'x';
  iovec part{&byte, 1};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  DescriptorRoom<64> room;
  AttachDescriptors(message, room, numbers);
  ASSERT_EQ(::sendmsg(pair.ours.get(), &message, 0), 1);
  const size_t open = CountOpenDescriptors();
  EXPECT_EQ(ReceivePacket(pair.theirs.get()).error(), ErrnoError(EMSGSIZE));
  EXPECT_EQ(CountOpenDescriptors(), open);
  const std::string large(kMaxPacketBytes + 1, 'x');
  ASSERT_EQ(::send(pair.ours.get(), large.data(), large.size(), 0), static_cast<ssize_t>(large.size()));
  EXPECT_EQ(ReceivePacket(pair.theirs.get()).error(), ErrnoError(EMSGSIZE));
  EXPECT_EQ(ReceivePacket(pair.theirs.get()).error(), ErrnoError(EAGAIN));
}

TEST_F(SocketTest, AFullPacketSocketSaysSo) {
  const SocketPair pair = Pair(SOCK_SEQPACKET);
  const std::string payload(50'000, 'x');
  Result<void> sent;
  int count = 0;
  while ((sent = SendPacket(pair.ours.get(), payload))) {
    ASSERT_LT(++count, 1000);
  }
  EXPECT_EQ(sent.error(), ErrnoError(EAGAIN));
}

TEST_F(SocketTest, StreamReadsAndWritesWithDescriptors) {
  SocketPair pair = Pair(SOCK_STREAM);
  Bytes room(64);
  std::vector<UniqueFd> received;
  EXPECT_EQ(ReadStream(pair.theirs.get(), room, &received).error(), ErrnoError(EAGAIN));
  ASSERT_EQ(WriteStream(pair.ours.get(), FromHex("01 02 03"), OpenDescriptors(2)).value(), 3U);
  const Result<StreamRead> read = ReadStream(pair.theirs.get(), room, &received);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->bytes, 3U);
  EXPECT_FALSE(read->lost_descriptors);
  ASSERT_EQ(received.size(), 2U);
  EXPECT_TRUE(::fcntl(received[0].get(), F_GETFD) & FD_CLOEXEC);
  pair.ours.Reset();
  EXPECT_EQ(ReadStream(pair.theirs.get(), room, &received)->bytes, 0U);
  EXPECT_EQ(WriteStream(pair.theirs.get(), room, {}).error(), ErrnoError(EPIPE));
  EXPECT_EQ(WriteStream(pair.theirs.get(), room, OpenDescriptors(1)).error(), ErrnoError(EPIPE));
}

TEST_F(SocketTest, AStreamResetIsAnEndBehindTheData) {
  SocketPair pair = Pair(SOCK_STREAM);
  ASSERT_TRUE(WriteStream(pair.ours.get(), FromHex("01"), {}));
  ASSERT_TRUE(WriteStream(pair.theirs.get(), FromHex("02"), {}));
  pair.ours.Reset();
  Bytes room(64);
  EXPECT_EQ(ReadStream(pair.theirs.get(), room, nullptr)->bytes, 1U);
  EXPECT_EQ(ReadStream(pair.theirs.get(), room, nullptr)->bytes, 0U);
}

TEST_F(SocketTest, UnwantedDescriptorsAreNeverInstalled) {
  const SocketPair pair = Pair(SOCK_STREAM);
  ASSERT_TRUE(WriteStream(pair.ours.get(), FromHex("01"), OpenDescriptors(3)));
  const size_t open = CountOpenDescriptors();
  Bytes room(64);
  const Result<StreamRead> read = ReadStream(pair.theirs.get(), room, nullptr);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->bytes, 1U);
  EXPECT_TRUE(read->lost_descriptors);
  EXPECT_EQ(CountOpenDescriptors(), open);
}

TEST_F(SocketTest, DescriptorsWithoutAFreeNumberAreReported) {
  const SocketPair pair = Pair(SOCK_STREAM);
  ASSERT_TRUE(WriteStream(pair.ours.get(), FromHex("01"), OpenDescriptors(3)));
  // One number left free, then none at all.
  const UniqueFd next(::fcntl(pair.ours.get(), F_DUPFD_CLOEXEC, 0));
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit tight{static_cast<rlim_t>(next.get()) + 2, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  Bytes room(64);
  std::vector<UniqueFd> received;
  const Result<StreamRead> read = ReadStream(pair.theirs.get(), room, &received);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->lost_descriptors);
  EXPECT_EQ(received.size(), 1U);
}

TEST_F(SocketTest, AFullStreamTakesPartOfAWrite) {
  const SocketPair pair = Pair(SOCK_STREAM);
  const Bytes large(1'000'000, 7);
  const Result<size_t> written = WriteStream(pair.ours.get(), large, OpenDescriptors(1));
  ASSERT_TRUE(written);
  EXPECT_GT(*written, 0U);
  EXPECT_LT(*written, large.size());
  EXPECT_EQ(WriteStream(pair.ours.get(), large, {}).error(), ErrnoError(EAGAIN));
}

using MemfdTest = OsTest;

TEST_F(MemfdTest, SharedMemoryKeepsItsSize) {
  const UniqueFd fd = CreateSharedMemory("ring", 8192).value();
  struct stat status;
  ASSERT_EQ(::fstat(fd.get(), &status), 0);
  EXPECT_EQ(status.st_size, 8192);
  EXPECT_EQ(::ftruncate(fd.get(), 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::ftruncate(fd.get(), 16384), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_WRITE), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_TRUE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(MemfdTest, BothSidesOfASharedMemorySeeOneAnother) {
  const UniqueFd fd = CreateSharedMemory("ring", 8192).value();
  const SharedMapping one = SharedMapping::Create(fd.get(), 8192).value();
  const SharedMapping two = SharedMapping::Create(fd.get(), 8192, SharedMapping::Touch::kNow).value();
  EXPECT_EQ(one.bytes()[8191], std::byte{0});
  one.bytes()[8191] = std::byte{7};
  EXPECT_EQ(two.bytes()[8191], std::byte{7});
}

TEST_F(MemfdTest, AMappingMovesAndIsUnmappedOnce) {
  const UniqueFd fd = CreateSharedMemory("ring", 4096).value();
  SharedMapping mapping = SharedMapping::Create(fd.get(), 4096).value();
  std::byte* const data = mapping.bytes().data();
  SharedMapping moved = std::move(mapping);
  EXPECT_FALSE(mapping.valid());
  EXPECT_EQ(moved.bytes().data(), data);
  moved = SharedMapping();
  EXPECT_EQ(::msync(data, 4096, MS_ASYNC), -1);  // nothing is mapped there
  EXPECT_FALSE(SharedMapping::Create(-1, 4096).has_value());
  EXPECT_FALSE(SharedMapping::Create(fd.get(), 0).has_value());
}

TEST_F(MemfdTest, ASealedCopyNeverChanges) {
  const std::string text(200'000, 'x');
  const UniqueFd fd = CreateSealedCopy("copy", text).value();
  EXPECT_EQ(ReadSealedCopy(fd.get(), text.size()).value(), text);
  EXPECT_EQ(ReadSealedCopy(fd.get(), 10).value(), std::string(10, 'x'));
  EXPECT_EQ(::pwrite(fd.get(), "y", 1, 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::ftruncate(fd.get(), 0), -1);
  EXPECT_EQ(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0), MAP_FAILED);
  const UniqueFd empty = CreateSealedCopy("empty", {}).value();
  EXPECT_EQ(ReadSealedCopy(empty.get(), 0).value(), "");
}

TEST_F(MemfdTest, ACopySmallerThanSaidIsRefusedBeforeMemoryIsTaken) {
  const UniqueFd fd = CreateSealedCopy("copy", std::string("abc")).value();
  EXPECT_EQ(ReadSealedCopy(fd.get(), 4).error(), ErrnoError(EINVAL));
  EXPECT_EQ(ReadSealedCopy(fd.get(), size_t{1} << 60).error(), ErrnoError(EINVAL));
  EXPECT_EQ(ReadSealedCopy(-1, 1).error(), ErrnoError(EBADF));
}

TEST_F(MemfdTest, NeitherCanBeExecuted) {
  const UniqueFd probe(::memfd_create("probe", 0x0008U /* MFD_NOEXEC_SEAL */));
  if (!probe.valid()) {
    BULKHEAD_SKIP("this kernel has no MFD_NOEXEC_SEAL (Linux 6.3)");
  }
  const UniqueFd shared = CreateSharedMemory("ring", 4096).value();
  const UniqueFd copy = CreateSealedCopy("copy", std::string("#!/bin/true\n")).value();
  for (const int fd : {shared.get(), copy.get()}) {
    struct stat status;
    ASSERT_EQ(::fstat(fd, &status), 0);
    EXPECT_EQ(status.st_mode & 0111U, 0U);
    EXPECT_EQ(::fchmod(fd, 0755), -1);
    EXPECT_EQ(errno, EPERM);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    char* const arguments[] = {nullptr};
    ::fexecve(copy.get(), arguments, arguments);
    ::_exit(errno == EACCES ? 42 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

TEST(FrameRing, BuffersStandOnPagesOfTheirOwn) {
  constexpr auto kRing = FrameRingGeometry::For(801, 601);
  EXPECT_EQ(kRing.stride, 801U * 4U);
  EXPECT_EQ(kRing.frame_bytes(), 801U * 4U * 601U);
  EXPECT_EQ(kRing.offset(1) % 4096, 0U);
  EXPECT_GE(kRing.offset(1), kRing.frame_bytes());
  EXPECT_EQ(kRing.total_bytes(), kRing.offset(1) * 2);
  constexpr auto kLargest = FrameRingGeometry::For(kMaxViewportSide, kMaxViewportSide);
  EXPECT_EQ(kLargest.total_bytes(), size_t{2} * 8192 * 8192 * 4);
}

TEST(ClockTest, TheNumberIsOnTheClocksOwnScale) {
  const auto ns = [](TimePoint at) {
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
  };
  const SteadyClock clock;
  const uint64_t before = ns(clock.Now());
  const uint64_t now = MonotonicNs();
  EXPECT_GE(now, before);
  EXPECT_LE(now, ns(clock.Now()));
}

TEST(ServiceThreadTest, HasItsNameAndLeavesSignalsToTheOthers) {
  sigset_t before;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  char name[16] = {};
  sigset_t inside;
  StartServiceThread("service", [&] {
    ::pthread_getname_np(::pthread_self(), name, sizeof(name));
    ::pthread_sigmask(SIG_SETMASK, nullptr, &inside);
  }).join();
  EXPECT_STREQ(name, "service");
  EXPECT_TRUE(::sigismember(&inside, SIGTERM));
  EXPECT_TRUE(::sigismember(&inside, SIGCHLD));
  sigset_t after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int signal = 1; signal < NSIG; ++signal) {
    EXPECT_EQ(::sigismember(&after, signal), ::sigismember(&before, signal)) << signal;
  }
}

TEST(WriteAllTest, WritesToTheEndOrSaysWhyNot) {
  const UniqueFd file(::memfd_create("file", MFD_CLOEXEC));
  const std::string text(1 << 20, 'x');
  ASSERT_TRUE(WriteAll(file.get(), text));
  EXPECT_EQ(::lseek(file.get(), 0, SEEK_END), static_cast<off_t>(text.size()));
  EXPECT_TRUE(WriteAll(file.get(), ""));
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(WriteAll(full.get(), "x").error().value(), ENOSPC);
}

TEST(ReadAllAtTest, FillsFromTheOffsetOrSaysWhyNot) {
  const UniqueFd file(::memfd_create("file", MFD_CLOEXEC));
  ASSERT_TRUE(WriteAll(file.get(), "0123456789"));
  std::string bytes(4, ' ');
  ASSERT_TRUE(ReadAllAt(file.get(), bytes, 6));
  EXPECT_EQ(bytes, "6789");
  EXPECT_EQ(::lseek(file.get(), 0, SEEK_CUR), 10) << "its own offset stays";
  EXPECT_TRUE(ReadAllAt(file.get(), {}, 100));
  EXPECT_EQ(ReadAllAt(file.get(), bytes, 7).error().value(), EINVAL);
  EXPECT_EQ(ReadAllAt(-1, bytes, 0).error().value(), EBADF);
}

}  // namespace
}  // namespace bulkhead
