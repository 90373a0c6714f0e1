// A C++ name as people write it.
#ifndef BULKHEAD_BROWSER_SYMBOLS_DEMANGLE_H_
#define BULKHEAD_BROWSER_SYMBOLS_DEMANGLE_H_

#include <string>
#include <string_view>

namespace bulkhead {

// A name that is not mangled comes back as it is. What is longer than a line of a report can be is cut and ends in "...".
std::string Demangle(std::string_view name);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_DEMANGLE_H_
