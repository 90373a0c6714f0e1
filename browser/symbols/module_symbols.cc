#include "browser/symbols/module_symbols.h"

#include <string_view>
#include <utility>

#include "browser/symbols/demangle.h"

namespace bulkhead {

ModuleSymbols::ModuleSymbols(const std::filesystem::path& file, WorkPace* pace)
    : pace_(*pace), module_(ModuleImage::Read(file, ModuleBytes::Content::kAll)) {
  if (module_ == nullptr) {
    return;
  }
  pace_.Rest();
  symbols_.Add(module_->elf());
  if (module_->dwarf() == nullptr) {
    // Its symbols alone: libc's debug information takes 0.1 s to unpack, and says lines of sources that nobody has.
    if (const auto elsewhere = module_->DebugFile()) {
      debug_ = ModuleImage::Read(*elsewhere, ModuleBytes::Content::kSymbols);
    }
    if (debug_ != nullptr) {
      symbols_.Add(debug_->elf());
    }
  }
  pace_.Rest();
  symbols_.Sort();
  pace_.Rest();
}

const std::vector<Place>& ModuleSymbols::Find(uint64_t offset) {
  if (const auto known = found_.find(offset); known != found_.end()) {
    return known->second;
  }
  if (found_.size() >= kRemembered) {
    found_.clear();
  }
  const std::vector<Place>& places = found_[offset] = Look(offset);
  pace_.Rest();
  return places;
}

std::vector<Place> ModuleSymbols::Look(uint64_t offset) const {
  if (module_ == nullptr || !module_->IsCode(offset)) {
    return {};
  }
  std::vector<Place> places = module_->dwarf() != nullptr ? DwarfPlaces(module_->dwarf(), offset) : std::vector<Place>();
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
