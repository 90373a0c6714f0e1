// ModuleSymbols: all that can be known of the addresses of one module: by its debug information, that in the distribution's
// separate file, or else by its symbols. Remembers what it was asked: deaths of one kind come again.
#ifndef BULKHEAD_BROWSER_SYMBOLS_MODULE_SYMBOLS_H_
#define BULKHEAD_BROWSER_SYMBOLS_MODULE_SYMBOLS_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "browser/symbols/dwarf_places.h"
#include "browser/symbols/module_image.h"
#include "browser/symbols/symbol_table.h"

namespace bulkhead {

class ModuleSymbols {
 public:
  explicit ModuleSymbols(const std::filesystem::path& file);

  // Innermost first; empty: nothing is known.
  const std::vector<Place>& Find(uint64_t offset);

 private:
  // A renderer can make up addresses; these many do not come from honest ones.
  static constexpr size_t kRemembered = 4096;

  std::vector<Place> Look(uint64_t offset) const;

  std::unique_ptr<ModuleImage> module_;
  std::unique_ptr<ModuleImage> debug_;
  SymbolTable symbols_;
  std::map<uint64_t, std::vector<Place>> found_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_MODULE_SYMBOLS_H_
