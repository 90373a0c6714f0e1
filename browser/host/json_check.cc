#include "browser/host/json_check.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace bulkhead {

bool IsJson(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse({text.data(), text.size()}, error);
  return !error;
}

}  // namespace bulkhead
