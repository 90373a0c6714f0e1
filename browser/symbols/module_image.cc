#include "browser/symbols/module_image.h"

#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

// A debug build with a sanitizer is 200 MiB.
constexpr off_t kLargestModule = off_t{1} << 30;

}  // namespace

ModuleImage::Bytes::Bytes(size_t size) {
  if (size == 0) {
    return;
  }
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return;
  }
  ::madvise(memory, size, MADV_HUGEPAGE);  // refused: small ones
  data_ = static_cast<char*>(memory);
  size_ = size;
}

ModuleImage::Bytes::~Bytes() {
  if (data_ != nullptr) {
    ::munmap(data_, size_);
  }
}

ModuleImage::Bytes ModuleImage::ReadWhole(const std::filesystem::path& file) {
  // Not blocking: a FIFO in the place of a library would wait for its writer.
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!fd.valid() || ::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > kLargestModule) {
    return Bytes(0);
  }
  Bytes bytes(static_cast<size_t>(facts.st_size));
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::pread(fd.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return Bytes(0);  // it has become shorter meanwhile
    }
    done += static_cast<size_t>(got);
  }
  return bytes;
}

std::unique_ptr<ModuleImage> ModuleImage::Read(const std::filesystem::path& file) {
  Bytes bytes = ReadWhole(file);
  if (bytes.size() == 0) {
    return nullptr;
  }
  std::unique_ptr<ModuleImage> image(new ModuleImage(std::move(bytes)));
  return image->elf_ != nullptr ? std::move(image) : nullptr;
}

ModuleImage::ModuleImage(Bytes bytes) : bytes_(std::move(bytes)) {
  ::elf_version(EV_CURRENT);
  elf_ = ::elf_memory(bytes_.data(), bytes_.size());
  if (elf_ != nullptr && ::elf_kind(elf_) != ELF_K_ELF) {
    ::elf_end(elf_);
    elf_ = nullptr;
  }
  dwarf_ = elf_ != nullptr ? ::dwarf_begin_elf(elf_, DWARF_C_READ, nullptr) : nullptr;
}

ModuleImage::~ModuleImage() {
  ::dwarf_end(dwarf_);
  ::elf_end(elf_);
}

bool ModuleImage::IsCode(uint64_t offset) const {
  size_t count = 0;
  ::elf_getphdrnum(elf_, &count);
  GElf_Phdr header;
  for (size_t i = 0; i < count && ::gelf_getphdr(elf_, static_cast<int>(i), &header) != nullptr; ++i) {
    if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0 && offset >= header.p_vaddr &&
        offset - header.p_vaddr < header.p_memsz) {
      return true;
    }
  }
  return false;
}

std::optional<std::filesystem::path> ModuleImage::DebugFile() const {
  const void* id = nullptr;
  const ssize_t size = ::dwelf_elf_gnu_build_id(elf_, &id);
  if (size < 2) {
    return std::nullopt;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : std::string_view(static_cast<const char*>(id), static_cast<size_t>(size))) {
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return std::filesystem::path("/usr/lib/debug/.build-id") / text.substr(0, 2) / (text.substr(2) + ".debug");
}

}  // namespace bulkhead
