// Whether a text is JSON: what pages and applications send each other has to be.
#ifndef BULKHEAD_BROWSER_HOST_JSON_CHECK_H_
#define BULKHEAD_BROWSER_HOST_JSON_CHECK_H_

#include <string_view>

namespace bulkhead {

// RFC 8259, any value; nested no deeper than Boost.JSON's default (32).
bool IsJson(std::string_view text);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_JSON_CHECK_H_
