#include "browser/host/user_error.h"

#include <string>

namespace bulkhead {

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
  return line;
}

}  // namespace bulkhead
