#include "browser/host/file_copy.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "ipc/os/memfd.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

class FileCopyTest : public testing::Test {
 protected:
  FileCopy Copy(const std::string& path, uint64_t max_bytes = kMaxFileBytes, int64_t owner = -1) {
    return CopyFile({directory_.path() / "page", path, max_bytes, owner});
  }
  FileCopyTest() { directory_.Write("page/a.txt", "hello"); }

  TempDir directory_;
};

TEST_F(FileCopyTest, ARegularFileIsCopiedAndSealed) {
  const FileCopy copy = Copy("a.txt");
  ASSERT_EQ(NameOf(copy.verdict), "ok");
  EXPECT_EQ(copy.size, 5u);
  EXPECT_EQ(ReadSealedCopy(copy.memfd.get(), 5).value(), "hello");
  EXPECT_LT(::write(copy.memfd.get(), "x", 1), 0);
  EXPECT_LT(::ftruncate(copy.memfd.get(), 0), 0);
}

TEST_F(FileCopyTest, AnEmptyFileIsAFile) {
  directory_.Write("page/empty.txt", "");
  const FileCopy copy = Copy("empty.txt");
  EXPECT_EQ(NameOf(copy.verdict), "ok");
  EXPECT_EQ(copy.size, 0u);
}

TEST_F(FileCopyTest, WhatIsNoPlainFileBeneathTheDirectoryIsRefusedAtOnce) {
  const std::filesystem::path page = directory_.path() / "page";
  directory_.Write("secret.txt", "secret");
  std::filesystem::create_directory(page / "sub");
  std::filesystem::create_symlink(page / "a.txt", page / "link.txt");
  std::filesystem::create_symlink("..", page / "up");
  std::filesystem::create_symlink(directory_.path() / "secret.txt", page / "absolute.txt");
  ASSERT_EQ(::mkfifo((page / "fifo.txt").c_str(), 0644), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (page / "socket.txt").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

  const std::pair<const char*, ResourceVerdict> rows[] = {
      {"missing.txt", ResourceVerdict::kNotFound},
      {"a.txt/b.txt", ResourceVerdict::kNotFound},
      {"sub", ResourceVerdict::kNotRegular},
      {"fifo.txt", ResourceVerdict::kNotRegular},
      {"socket.txt", ResourceVerdict::kNotRegular},
      {"link.txt", ResourceVerdict::kOutside},
      {"absolute.txt", ResourceVerdict::kOutside},
      {"up/secret.txt", ResourceVerdict::kOutside},
      {"../secret.txt", ResourceVerdict::kOutside},
      {"/etc/hostname", ResourceVerdict::kOutside},
  };
  for (const auto& [path, verdict] : rows) {
    const FileCopy copy = Copy(path);
    EXPECT_EQ(NameOf(copy.verdict), NameOf(verdict)) << path;
    EXPECT_FALSE(copy.memfd.valid()) << path;
  }
  ::close(socket);
}

TEST_F(FileCopyTest, TooLargeIsKnownBeforeItIsRead) {
  EXPECT_EQ(NameOf(Copy("a.txt", 4).verdict), "too large");
  EXPECT_EQ(NameOf(Copy("a.txt", 5).verdict), "ok");
  const std::filesystem::path big = directory_.Write("page/big.txt", "");
  std::filesystem::resize_file(big, 2ULL << 30);  // sparse
  EXPECT_EQ(NameOf(Copy("big.txt").verdict), "too large");
}

// To an ordinary user the kernel says it; root reads everything, so the host says it: only everybody's files, or the page
// owner's.
TEST_F(FileCopyTest, AnUnreadableFileIsRefused) {
  const std::string file = (directory_.path() / "page/a.txt").string();
  ASSERT_EQ(::chmod(file.c_str(), ::geteuid() == 0 ? 0600 : 0), 0);
  EXPECT_EQ(NameOf(Copy("a.txt", kMaxFileBytes, 54321).verdict), "unreadable");
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(file.c_str(), 12345, 12345), 0);
    EXPECT_EQ(NameOf(Copy("a.txt", kMaxFileBytes, 12345).verdict), "ok");
  }
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(NameOf(Copy("a.txt", kMaxFileBytes, 54321).verdict), "ok");
}

}  // namespace
}  // namespace bulkhead
