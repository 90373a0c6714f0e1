// SymbolTable: the functions of a module by its ELF symbols, which are there without debug information too.
#ifndef BULKHEAD_BROWSER_SYMBOLS_SYMBOL_TABLE_H_
#define BULKHEAD_BROWSER_SYMBOLS_SYMBOL_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

struct Elf;

namespace bulkhead {

class SymbolTable {
 public:
  // Adds the functions of `elf`, which outlives the table: .symtab, or where that was taken out .dynsym.
  void Add(Elf* elf);
  // After the last Add().
  void Sort();

  // The mangled name of the function that holds `offset`; empty: none does. The nearest one before it would be a guess.
  std::string_view Find(uint64_t offset) const;

 private:
  struct Function {
    uint64_t begin = 0;
    uint64_t end = 0;
    std::string_view name;
  };
  std::vector<Function> functions_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_SYMBOL_TABLE_H_
