// ModuleBytes: of a program or library what its symbols, notes and debug information are in, each byte at its place in the
// file; code and data are left out (of JavaScriptCore's 32 MiB 0.6 are read) and are zeroes here. Memory of our own, not a
// mapping of the file: one that is cut short by whoever installs a new one would end this process with SIGBUS. Holds no
// descriptor.
#ifndef BULKHEAD_BROWSER_SYMBOLS_MODULE_BYTES_H_
#define BULKHEAD_BROWSER_SYMBOLS_MODULE_BYTES_H_

#include <cstddef>
#include <filesystem>
#include <utility>

namespace bulkhead {

class ModuleBytes {
 public:
  // What is read: with kSymbols all but the debug information.
  enum class Content { kAll, kSymbols };
  // Empty: no regular file, none that can be read, no 64-bit ELF file of this machine's byte order, one whose headers or
  // sections end behind its end, or larger than any module is.
  static ModuleBytes Read(const std::filesystem::path& file, Content content = Content::kAll);
  ~ModuleBytes();
  ModuleBytes(ModuleBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  ModuleBytes& operator=(ModuleBytes&&) = delete;

  bool empty() const { return size_ == 0; }
  char* data() { return data_; }
  size_t size() const { return size_; }

 private:
  ModuleBytes() = default;
  // Memory for so many bytes, of which none costs anything before it is written. Empty where there is none.
  explicit ModuleBytes(size_t size);
  // Reads the ELF header, the tables and the sections that are wanted.
  bool Fill(int file, Content content);
  bool ReadPart(int file, size_t offset, size_t size);

  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_MODULE_BYTES_H_
