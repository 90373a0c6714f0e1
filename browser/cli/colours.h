// What the program's texts are coloured with (ECMA-48 SGR); nothing of it is written where TextStyle::colour is false.
#ifndef BULKHEAD_BROWSER_CLI_COLOURS_H_
#define BULKHEAD_BROWSER_CLI_COLOURS_H_

#include <string>
#include <string_view>

#include "browser/cli/terminal.h"

namespace bulkhead {

inline constexpr std::string_view kGreen = "\x1b[32m";
inline constexpr std::string_view kYellow = "\x1b[33m";
inline constexpr std::string_view kRed = "\x1b[31m";
inline constexpr std::string_view kBold = "\x1b[1m";
inline constexpr std::string_view kDim = "\x1b[2m";
inline constexpr std::string_view kPlain = "\x1b[0m";

// `text` as it is where the style has no colour.
inline std::string Painted(std::string_view colour, const std::string& text, const TextStyle& style) {
  return style.colour ? std::string(colour) + text + std::string(kPlain) : text;
}

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_COLOURS_H_
