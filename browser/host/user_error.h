// One failure that a person can act on: `bulkhead: WHAT: WHERE: why; what to do`.
#ifndef BULKHEAD_BROWSER_HOST_USER_ERROR_H_
#define BULKHEAD_BROWSER_HOST_USER_ERROR_H_

#include <string>

namespace bulkhead {

struct UserError {
  std::string what;
  std::string where;
  std::string why;
  std::string remedy;
  // The one line, without a newline. Empty parts are left out.
  std::string Line() const;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_USER_ERROR_H_
