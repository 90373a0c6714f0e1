// ModuleSymbols: all that can be known of the addresses of one module: by its debug information, or else by its symbols and those
// in the distribution's separate file. Remembers what it was asked: deaths of one kind come again.
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
#include "browser/symbols/work_pace.h"

namespace bulkhead {

class ModuleSymbols {
 public:
  // `pace` outlives it.
  ModuleSymbols(const std::filesystem::path& file, WorkPace* pace);

  // Innermost first; empty: nothing is known.
  const std::vector<Place>& Find(uint64_t offset);

 private:
  // A renderer can make up addresses; these many do not come from honest ones.
  static constexpr size_t kRemembered = 4096;

  std::vector<Place> Look(uint64_t offset) const;

  WorkPace& pace_;
  std::unique_ptr<ModuleImage> module_;
  std::unique_ptr<ModuleImage> debug_;
  SymbolTable symbols_;
  std::map<uint64_t, std::vector<Place>> found_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_MODULE_SYMBOLS_H_
