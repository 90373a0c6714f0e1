// What debug information says of an address: the function with what was inlined into it, and where in the sources.
#ifndef BULKHEAD_BROWSER_SYMBOLS_DWARF_PLACES_H_
#define BULKHEAD_BROWSER_SYMBOLS_DWARF_PLACES_H_

#include <cstdint>
#include <string>
#include <vector>

struct Dwarf;

namespace bulkhead {

struct Place {
  std::string function;
  std::string file;
  uint32_t line = 0;
};

// Innermost first, the last one being the function that was called; empty: nothing is known of `offset`.
std::vector<Place> DwarfPlaces(Dwarf* dwarf, uint64_t offset);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_DWARF_PLACES_H_
