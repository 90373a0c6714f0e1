#include "browser/host/user_error.h"

#include <string>

#include "browser/core/sanitise.h"

namespace bulkhead {
namespace {

// Two paths of PATH_MAX and the words around them.
constexpr size_t kMaxLineBytes = 10000;

}  // namespace

std::string UserError::Line() const {
  std::string line = "bulkhead";
  for (const std::string* part : {&what, &where, &why}) {
    if (!part->empty()) {
      line += ": " + *part;
    }
  }
  if (!remedy.empty()) {
    line += "; " + remedy;
  }
  // A file may be named anything: one line stays one, and no name speaks to the terminal.
  return Sanitise(line, kMaxLineBytes);
}

}  // namespace bulkhead
