// ModuleImage: a program or library as a file, read whole into memory of our own. Not mapped: a file that is cut short by
// whoever installs a new one would end this process with SIGBUS. Holds no descriptor.
#ifndef BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_
#define BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_

#include <cstdint>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

// libelf's and libdw's.
struct Elf;
struct Dwarf;

namespace bulkhead {

class ModuleImage {
 public:
  // nullptr: no file, none that can be read, none in ELF, or larger than any module is.
  static std::unique_ptr<ModuleImage> Read(const std::filesystem::path& file);
  ~ModuleImage();
  ModuleImage(const ModuleImage&) = delete;
  ModuleImage& operator=(const ModuleImage&) = delete;

  Elf* elf() const { return elf_; }
  // Its own debug information; nullptr: none.
  Dwarf* dwarf() const { return dwarf_; }
  // It is loaded as code. Debug information also has what the linker threw away, at addresses near 0.
  bool IsCode(uint64_t offset) const;
  // Where distributions put the debug information that they took out of it, by its build id.
  std::optional<std::filesystem::path> DebugFile() const;

 private:
  // Memory of the kernel's, large pages where it has them: half of what a module costs would be its page faults, and the zeroes
  // that are written before it is read.
  class Bytes {
   public:
    // Empty where there is no memory.
    explicit Bytes(size_t size);
    ~Bytes();
    Bytes(Bytes&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Bytes& operator=(Bytes&&) = delete;
    char* data() { return data_; }
    size_t size() const { return size_; }

   private:
    char* data_ = nullptr;
    size_t size_ = 0;
  };
  // Empty: no file, or none that can be read.
  static Bytes ReadWhole(const std::filesystem::path& file);
  explicit ModuleImage(Bytes bytes);

  Bytes bytes_;
  Elf* elf_ = nullptr;
  Dwarf* dwarf_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_MODULE_IMAGE_H_
