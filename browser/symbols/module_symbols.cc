#include "browser/symbols/module_symbols.h"

#include <string_view>
#include <utility>

#include "browser/symbols/demangle.h"

namespace bulkhead {

ModuleSymbols::ModuleSymbols(const std::filesystem::path& file) : module_(ModuleImage::Read(file)) {
  if (module_ == nullptr) {
    return;
  }
  symbols_.Add(module_->elf());
  if (module_->dwarf() == nullptr) {
    if (const auto elsewhere = module_->DebugFile()) {
      debug_ = ModuleImage::Read(*elsewhere);
    }
    if (debug_ != nullptr) {
      symbols_.Add(debug_->elf());
    }
  }
  symbols_.Sort();
}

const std::vector<Place>& ModuleSymbols::Find(uint64_t offset) {
  if (const auto known = found_.find(offset); known != found_.end()) {
    return known->second;
  }
  if (found_.size() >= kRemembered) {
    found_.clear();
  }
  return found_[offset] = Look(offset);
}

std::vector<Place> ModuleSymbols::Look(uint64_t offset) const {
  if (module_ == nullptr || !module_->IsCode(offset)) {
    return {};
  }
  Dwarf* dwarf = module_->dwarf() != nullptr ? module_->dwarf() : debug_ != nullptr ? debug_->dwarf() : nullptr;
  std::vector<Place> places = dwarf != nullptr ? DwarfPlaces(dwarf, offset) : std::vector<Place>();
  const std::string_view name = symbols_.Find(offset);
  if (name.empty()) {
    return places;
  }
  if (places.empty()) {
    places.push_back({Demangle(name), {}, 0});
  } else if (std::string& outermost = places.back().function; outermost.find('(') == std::string::npos) {
    // Small debug information (-g1) says of a function that is local to a file neither its scope nor its parameters.
    outermost = Demangle(name);
  }
  return places;
}

}  // namespace bulkhead
