#include "browser/symbols/symbol_table.h"

#include <gelf.h>
#include <libelf.h>

#include <algorithm>

namespace bulkhead {
namespace {

Elf_Scn* FindSection(Elf* elf, unsigned type, GElf_Shdr* header) {
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section)) != nullptr;) {
    // A debug file has the headers of what is only in its module: NOBITS, of another type.
    if (::gelf_getshdr(section, header) != nullptr && header->sh_type == type && header->sh_entsize != 0) {
      return section;
    }
  }
  return nullptr;
}

}  // namespace

void SymbolTable::Add(Elf* elf) {
  GElf_Shdr header;
  Elf_Scn* section = FindSection(elf, SHT_SYMTAB, &header);
  if (section == nullptr) {
    section = FindSection(elf, SHT_DYNSYM, &header);
  }
  Elf_Data* data = section != nullptr ? ::elf_getdata(section, nullptr) : nullptr;
  if (data == nullptr) {
    return;
  }
  const int count = static_cast<int>(header.sh_size / header.sh_entsize);
  GElf_Sym symbol;
  for (int i = 0; i < count && ::gelf_getsym(data, i, &symbol) != nullptr; ++i) {
    const int type = GELF_ST_TYPE(symbol.st_info);
    const char* name = ::elf_strptr(elf, header.sh_link, symbol.st_name);
    if ((type == STT_FUNC || type == STT_GNU_IFUNC) && symbol.st_shndx != SHN_UNDEF && symbol.st_size != 0 &&
        name != nullptr && *name != '\0') {
      functions_.push_back({symbol.st_value, symbol.st_value + symbol.st_size, name});
    }
  }
}

void SymbolTable::Sort() {
  std::ranges::stable_sort(functions_, {}, &Function::begin);
}

std::string_view SymbolTable::Find(uint64_t offset) const {
  auto after = std::ranges::upper_bound(functions_, offset, {}, &Function::begin);
  // Aliases begin at the same place; the shortest of those names is the plainest ("free", not "__libc_free").
  std::string_view best;
  uint64_t begin = 0;
  while (after != functions_.begin()) {
    const Function& function = *--after;
    if (!best.empty() && function.begin != begin) {
      break;
    }
    if (offset < function.end && (best.empty() || function.name.size() < best.size())) {
      best = function.name;
      begin = function.begin;
    } else if (best.empty()) {
      break;
    }
  }
  return best;
}

}  // namespace bulkhead
