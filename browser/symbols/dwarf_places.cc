#include "browser/symbols/dwarf_places.h"

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <span>

#include "browser/symbols/demangle.h"

namespace bulkhead {
namespace {

// Deeper than any compiler inlines by itself.
constexpr size_t kDeepest = 32;

// A chain of enclosing DIEs, the innermost first, as libdw's malloc() has it.
class Scopes {
 public:
  explicit Scopes(int count, Dwarf_Die* dies) : dies_(dies, &std::free), count_(count > 0 ? static_cast<size_t>(count) : 0) {}
  std::span<Dwarf_Die> all() const { return {dies_.get(), count_}; }

  static Scopes At(Dwarf_Die* unit, Dwarf_Addr address) {
    Dwarf_Die* dies = nullptr;
    const int count = ::dwarf_getscopes(unit, address, &dies);
    return Scopes(count, count > 0 ? dies : nullptr);
  }
  static Scopes Around(Dwarf_Die* die) {
    Dwarf_Die* dies = nullptr;
    const int count = ::dwarf_getscopes_die(die, &dies);
    return Scopes(count, count > 0 ? dies : nullptr);
  }

 private:
  std::unique_ptr<Dwarf_Die, decltype(&std::free)> dies_;
  size_t count_;
};

std::optional<Dwarf_Die> FindUnit(Dwarf* dwarf, Dwarf_Addr address) {
  Dwarf_Die unit;
  if (::dwarf_addrdie(dwarf, address, &unit) != nullptr) {
    return unit;
  }
  // Not every compiler writes .debug_aranges: then each unit is asked.
  Dwarf_CU* cu = nullptr;
  Dwarf_Die ignored;
  uint8_t kind = 0;
  while (::dwarf_get_units(dwarf, cu, &cu, nullptr, &kind, &unit, &ignored) == 0) {
    if (kind == DW_UT_compile && ::dwarf_haspc(&unit, address) > 0) {
      return unit;
    }
  }
  return std::nullopt;
}

// Of a copy (inlined, or out of line) and of a definition outside its class: the one that stands where it was declared.
Dwarf_Die Declaration(Dwarf_Die die) {
  for (size_t steps = 0; steps < kDeepest; ++steps) {
    Dwarf_Attribute attribute;
    Dwarf_Die next;
    if ((::dwarf_attr(&die, DW_AT_abstract_origin, &attribute) == nullptr &&
         ::dwarf_attr(&die, DW_AT_specification, &attribute) == nullptr) ||
        ::dwarf_formref_die(&attribute, &next) == nullptr) {
      break;
    }
    die = next;
  }
  return die;
}

bool IsNamedScope(int tag) {
  return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
         tag == DW_TAG_subprogram;
}

// What is local to a file has no linkage name: put together from what it stands in.
std::string QualifiedName(Dwarf_Die* die) {
  const char* own = ::dwarf_diename(die);
  if (own == nullptr) {
    return {};
  }
  std::string name = own;
  Dwarf_Die declaration = Declaration(*die);
  const Scopes around = Scopes::Around(&declaration);
  for (size_t i = 1; i < around.all().size(); ++i) {
    Dwarf_Die& scope = around.all()[i];
    if (const int tag = ::dwarf_tag(&scope); IsNamedScope(tag)) {
      const char* outer = ::dwarf_diename(&scope);
      name.insert(0, std::string(outer != nullptr         ? outer
                                 : tag == DW_TAG_namespace ? "(anonymous namespace)"
                                                           : "(unnamed)") +
                         "::");
    }
  }
  return name;
}

std::string FunctionName(Dwarf_Die* die) {
  Dwarf_Attribute attribute;
  for (const unsigned kind : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    if (::dwarf_attr_integrate(die, kind, &attribute) != nullptr) {
      if (const char* mangled = ::dwarf_formstring(&attribute)) {
        return Demangle(mangled);
      }
    }
  }
  return Demangle(QualifiedName(die));
}

Dwarf_Word NumberOf(Dwarf_Die* die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  return ::dwarf_attr(die, name, &attribute) != nullptr && ::dwarf_formudata(&attribute, &value) == 0 ? value : 0;
}

// Where the inlined `die` was called from.
void MoveToCall(Dwarf_Die* die, Dwarf_Die* unit, Place* at) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  const Dwarf_Word index = NumberOf(die, DW_AT_call_file);
  const char* file = ::dwarf_getsrcfiles(unit, &files, &count) == 0 && index < count
                         ? ::dwarf_filesrc(files, index, nullptr, nullptr)
                         : nullptr;
  at->file = file != nullptr ? file : "";
  at->line = file != nullptr ? static_cast<uint32_t>(NumberOf(die, DW_AT_call_line)) : 0;
}

}  // namespace

std::vector<Place> DwarfPlaces(Dwarf* dwarf, uint64_t offset) {
  std::vector<Place> places;
  std::optional<Dwarf_Die> unit = FindUnit(dwarf, offset);
  if (!unit) {
    return places;
  }
  Place at;
  if (Dwarf_Line* row = ::dwarf_getsrc_die(&*unit, offset)) {
    int line = 0;
    const char* file = ::dwarf_linesrc(row, nullptr, nullptr);
    if (file != nullptr && ::dwarf_lineno(row, &line) == 0) {
      at.file = file;
      at.line = static_cast<uint32_t>(line);
    }
  }
  const Scopes inner = Scopes::At(&*unit, offset);
  if (inner.all().empty()) {
    return places;
  }
  // The first list goes on outside of the inlined function's definition; this one outside of its copy.
  const Scopes chain = Scopes::Around(inner.all().data());
  for (Dwarf_Die& die : chain.all()) {
    const int tag = ::dwarf_tag(&die);
    if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) {
      continue;
    }
    at.function = FunctionName(&die);
    places.push_back(at);
    if (tag == DW_TAG_subprogram || places.size() == kDeepest) {
      break;
    }
    MoveToCall(&die, &*unit, &at);
  }
  return places;
}

}  // namespace bulkhead
