#include "browser/symbols/module_bytes.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "ipc/os/read_all.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

// A debug build with a sanitizer is 200 MiB.
constexpr off_t kLargestModule = off_t{1} << 30;
constexpr size_t kLargePage = size_t{2} << 20;
constexpr unsigned char kByteOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

bool IsOurs(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == kByteOrder && (header.e_phnum == 0 || header.e_phentsize == sizeof(Elf64_Phdr)) &&
         (header.e_shoff == 0 || header.e_shentsize == sizeof(Elf64_Shdr));
}

// What names are made of. Debug information is what is not loaded and of no type of its own.
bool Wanted(const Elf64_Shdr& section, ModuleBytes::Content content) {
  switch (section.sh_type) {
    case SHT_SYMTAB:
    case SHT_DYNSYM:
    case SHT_STRTAB:
    case SHT_NOTE:
      return true;
    case SHT_PROGBITS:
      return content == ModuleBytes::Content::kAll && (section.sh_flags & SHF_ALLOC) == 0;
    default:
      return false;
  }
}

}  // namespace

ModuleBytes::ModuleBytes(size_t size) {
  if (size == 0) {
    return;
  }
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory != MAP_FAILED) {
    data_ = static_cast<char*>(memory);
    size_ = size;
  }
}

ModuleBytes::~ModuleBytes() {
  if (data_ != nullptr) {
    ::munmap(data_, size_);
  }
}

ModuleBytes ModuleBytes::Read(const std::filesystem::path& file, Content content) {
  // Not blocking: a FIFO in the place of a library would wait for its writer.
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!fd.valid() || ::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > kLargestModule) {
    return {};
  }
  ModuleBytes bytes(static_cast<size_t>(facts.st_size));
  if (!bytes.Fill(fd.get(), content)) {
    return {};
  }
  return bytes;
}

bool ModuleBytes::Fill(int file, Content content) {
  Elf64_Ehdr header;
  if (!ReadPart(file, 0, sizeof header)) {
    return false;
  }
  std::memcpy(&header, data_, sizeof header);
  const size_t segments = size_t{header.e_phnum} * sizeof(Elf64_Phdr);
  const size_t sections = size_t{header.e_shnum} * sizeof(Elf64_Shdr);
  if (!IsOurs(header) || !ReadPart(file, header.e_phoff, segments) || !ReadPart(file, header.e_shoff, sections)) {
    return false;
  }
  for (size_t at = 0; at < sections; at += sizeof(Elf64_Shdr)) {
    Elf64_Shdr section;
    std::memcpy(&section, data_ + header.e_shoff + at, sizeof section);
    if (Wanted(section, content) && !ReadPart(file, section.sh_offset, section.sh_size)) {
      return false;
    }
  }
  return true;
}

bool ModuleBytes::ReadPart(int file, size_t offset, size_t size) {
  if (offset > size_ || size > size_ - offset) {
    return false;
  }
  if (size >= 2 * kLargePage) {
    // Half of what so much costs would be its page faults. Refused: small pages.
    const size_t begin = (offset + kLargePage - 1) / kLargePage * kLargePage;
    ::madvise(data_ + begin, (offset + size) / kLargePage * kLargePage - begin, MADV_HUGEPAGE);
  }
  return ReadAllAt(file, {data_ + offset, size}, offset).has_value();  // or it has become shorter meanwhile
}

}  // namespace bulkhead
