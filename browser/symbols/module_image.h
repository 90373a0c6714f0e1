// ModuleImage: a program or library as a file, as libelf and libdw see it. Holds no descriptor; see ModuleBytes.
#ifndef BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_
#define BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "browser/symbols/module_bytes.h"

// libelf's and libdw's.
struct Elf;
struct Dwarf;

namespace bulkhead {

class ModuleImage {
 public:
  // nullptr: ModuleBytes::Read() found none.
  static std::unique_ptr<ModuleImage> Read(const std::filesystem::path& file, ModuleBytes::Content content);
  ~ModuleImage();
  ModuleImage(const ModuleImage&) = delete;
  ModuleImage& operator=(const ModuleImage&) = delete;

  Elf* elf() const { return elf_; }
  // Its own debug information; nullptr: none, or it was not asked for.
  Dwarf* dwarf() const { return dwarf_; }
  // It is loaded as code. Debug information also has what the linker threw away, at addresses near 0.
  bool IsCode(uint64_t offset) const;
  // Where distributions put the debug information that they took out of it, by its build id.
  std::optional<std::filesystem::path> DebugFile() const;

 private:
  explicit ModuleImage(ModuleBytes bytes, ModuleBytes::Content content);

  ModuleBytes bytes_;
  Elf* elf_ = nullptr;
  Dwarf* dwarf_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_
