// A JSON value on one line. Boost.JSON's own serializer writes 1.5 as 1.5E0 and lets terminal controls through; this one
// writes numbers as people do and every hostile character (plain_text.h) as \u, which changes no value.
#ifndef BULKHEAD_BROWSER_CLI_JSON_LINE_H_
#define BULKHEAD_BROWSER_CLI_JSON_LINE_H_

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace bulkhead {

// Doubles: at most 6 digits after the point, no exponent, independent of the locale; null where not finite. No newline.
std::string JsonLine(const boost::json::value& value);

// A valid JSON text that somebody else wrote, on one line: the same value to the last digit, hostile characters as \u.
std::string OneLineOfJson(std::string_view json);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_JSON_LINE_H_
