#include "browser/symbols/demangle.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace bulkhead {
namespace {

// Templates of templates come to tens of KiB, of which nobody reads more.
constexpr size_t kLongestMangled = 4096;
constexpr size_t kLongestName = 512;

std::string Cut(std::string name) {
  if (name.size() > kLongestName) {
    name.resize(kLongestName - 3);
    name += "...";
  }
  return name;
}

}  // namespace

std::string Demangle(std::string_view name) {
  const std::string text(name);
  if (!text.starts_with("_Z") || text.size() > kLongestMangled) {
    return Cut(text);
  }
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> demangled(abi::__cxa_demangle(text.c_str(), nullptr, nullptr, &status),
                                                              &std::free);
  return Cut(demangled != nullptr ? demangled.get() : text);
}

}  // namespace bulkhead
