#include "browser/symbols/module_bytes.h"

#include <elf.h>
#include <sys/stat.h>

#include <cstring>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/unit/symbols/known_code.h"

namespace bulkhead {
namespace {

// A file of one section behind its headers.
struct SmallModule {
  Elf64_Ehdr header{};
  Elf64_Shdr section{};

  explicit SmallModule(uint32_t type, uint64_t flags = 0) {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_shoff = sizeof header;
    header.e_shentsize = sizeof section;
    header.e_shnum = 1;
    section.sh_type = type;
    section.sh_flags = flags;
    section.sh_offset = sizeof header + sizeof section;
    section.sh_size = 5;
  }
  std::string Text(std::string_view content = "words") const {
    return std::string(reinterpret_cast<const char*>(&header), sizeof header) +
           std::string(reinterpret_cast<const char*>(&section), sizeof section) + std::string(content);
  }
};

class ModuleBytesTest : public testing::Test {
 protected:
  ModuleBytes Read(const std::string& text, ModuleBytes::Content content = ModuleBytes::Content::kAll) {
    return ModuleBytes::Read(directory_.Write("module", text), content);
  }
  std::string Content(const SmallModule& module, ModuleBytes::Content content = ModuleBytes::Content::kAll) {
    ModuleBytes bytes = Read(module.Text(), content);
    return bytes.empty() ? "none" : std::string(bytes.data() + module.section.sh_offset, 5);
  }

  TempDir directory_;
};

TEST_F(ModuleBytesTest, OfThisProgramTheTablesAreThereAndTheCodeIsNot) {
  const std::string whole = ReadWhole("/proc/self/exe");
  ModuleBytes bytes = ModuleBytes::Read("/proc/self/exe");
  ASSERT_EQ(bytes.size(), whole.size());
  Elf64_Ehdr header;
  std::memcpy(&header, whole.data(), sizeof header);
  EXPECT_EQ(std::memcmp(bytes.data(), whole.data(), sizeof header), 0);
  size_t same = 0, left_out = 0;
  for (size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    std::memcpy(&section, bytes.data() + header.e_shoff + i * sizeof section, sizeof section);
    if (section.sh_type == SHT_SYMTAB || section.sh_type == SHT_STRTAB) {
      EXPECT_EQ(std::memcmp(bytes.data() + section.sh_offset, whole.data() + section.sh_offset, section.sh_size), 0);
      ++same;
    } else if (section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_EXECINSTR) != 0 && section.sh_size > 4096) {
      const std::string_view code(bytes.data() + section.sh_offset, section.sh_size);
      EXPECT_EQ(code.find_first_not_of('\0'), code.npos);
      ++left_out;
    }
  }
  EXPECT_GE(same, 2u);
  EXPECT_GE(left_out, 1u);
}

TEST_F(ModuleBytesTest, SectionsThatNamesAreMadeOfAreRead) {
  for (const uint32_t type : {SHT_SYMTAB, SHT_DYNSYM, SHT_STRTAB, SHT_NOTE}) {
    EXPECT_EQ(Content(SmallModule(type, SHF_ALLOC)), "words") << type;
  }
  EXPECT_EQ(Content(SmallModule(SHT_PROGBITS)), "words") << "debug information";
  const std::string zeroes(5, '\0');
  EXPECT_EQ(Content(SmallModule(SHT_PROGBITS, SHF_ALLOC)), zeroes) << "code";
  EXPECT_EQ(Content(SmallModule(SHT_RELA)), zeroes);
}

TEST_F(ModuleBytesTest, OfAFileWithDebugInformationTheSymbolsCanBeReadAlone) {
  const auto symbols = ModuleBytes::Content::kSymbols;
  EXPECT_EQ(Content(SmallModule(SHT_SYMTAB), symbols), "words");
  EXPECT_EQ(Content(SmallModule(SHT_STRTAB), symbols), "words");
  EXPECT_EQ(Content(SmallModule(SHT_PROGBITS), symbols), std::string(5, '\0')) << "debug information";
}

TEST_F(ModuleBytesTest, WhatIsNoModuleIsEmpty) {
  EXPECT_TRUE(ModuleBytes::Read(directory_.path() / "none").empty());
  EXPECT_TRUE(ModuleBytes::Read(directory_.path()).empty());
  ASSERT_EQ(::mkfifo((directory_.path() / "fifo").c_str(), 0600), 0);
  EXPECT_TRUE(ModuleBytes::Read(directory_.path() / "fifo").empty());
  EXPECT_TRUE(Read("").empty());
  EXPECT_TRUE(Read("#!/bin/sh\n").empty());
  EXPECT_TRUE(Read(std::string(4096, 'x')).empty());
  SmallModule narrow(SHT_STRTAB);
  narrow.header.e_ident[EI_CLASS] = ELFCLASS32;
  EXPECT_TRUE(Read(narrow.Text()).empty());
  SmallModule other_order(SHT_STRTAB);
  other_order.header.e_ident[EI_DATA] = ELFDATA2MSB;
  EXPECT_TRUE(Read(other_order.Text()).empty());
}

TEST_F(ModuleBytesTest, WhatEndsBehindTheFileIsRefused) {
  const SmallModule whole(SHT_STRTAB);
  EXPECT_FALSE(Read(whole.Text()).empty());
  for (const size_t cut : {size_t{10}, sizeof(Elf64_Ehdr), sizeof(Elf64_Ehdr) + 10, whole.Text().size() - 1}) {
    EXPECT_TRUE(Read(whole.Text().substr(0, cut)).empty()) << cut;
  }
  for (const uint64_t wrong : {uint64_t{1} << 20, ~uint64_t{0}, ~uint64_t{0} - 3}) {
    SmallModule far(SHT_STRTAB);
    far.section.sh_offset = wrong;
    EXPECT_TRUE(Read(far.Text()).empty()) << wrong;
    SmallModule large(SHT_STRTAB);
    large.section.sh_size = wrong;
    EXPECT_TRUE(Read(large.Text()).empty()) << wrong;
    SmallModule table(SHT_STRTAB);
    table.header.e_shoff = wrong;
    EXPECT_TRUE(Read(table.Text()).empty()) << wrong;
    SmallModule segments(SHT_STRTAB);
    segments.header.e_phnum = 1;
    segments.header.e_phentsize = sizeof(Elf64_Phdr);
    segments.header.e_phoff = wrong;
    EXPECT_TRUE(Read(segments.Text()).empty()) << wrong;
  }
}

}  // namespace
}  // namespace bulkhead
