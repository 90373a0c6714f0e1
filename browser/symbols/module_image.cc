#include "browser/symbols/module_image.h"

#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <libelf.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace bulkhead {

std::unique_ptr<ModuleImage> ModuleImage::Read(const std::filesystem::path& file, ModuleBytes::Content content) {
  ModuleBytes bytes = ModuleBytes::Read(file, content);
  if (bytes.empty()) {
    return nullptr;
  }
  std::unique_ptr<ModuleImage> image(new ModuleImage(std::move(bytes), content));
  return image->elf_ != nullptr ? std::move(image) : nullptr;
}

ModuleImage::ModuleImage(ModuleBytes bytes, ModuleBytes::Content content) : bytes_(std::move(bytes)) {
  ::elf_version(EV_CURRENT);
  elf_ = ::elf_memory(bytes_.data(), bytes_.size());
  if (elf_ != nullptr && ::elf_kind(elf_) != ELF_K_ELF) {
    ::elf_end(elf_);
    elf_ = nullptr;
  }
  if (elf_ != nullptr && content == ModuleBytes::Content::kAll) {
    dwarf_ = ::dwarf_begin_elf(elf_, DWARF_C_READ, nullptr);
  }
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
