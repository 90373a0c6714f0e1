#include "browser/cli/terminal.h"

#include <cctype>
#include <string>

namespace bulkhead {

TextStyle StyleOf(bool is_terminal, const std::function<const char*(const char*)>& environment) {
  const auto value = [&](const char* name) -> std::string_view {
    const char* text = environment(name);
    return text != nullptr ? text : "";
  };
  TextStyle style;
  style.colour = is_terminal && value("NO_COLOR").empty() && value("TERM") != "dumb";
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!value(name).empty()) {
      locale = value(name);
      break;
    }
  }
  for (char& c : locale) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  style.ascii = locale.find("utf-8") == std::string::npos && locale.find("utf8") == std::string::npos;
  return style;
}

}  // namespace bulkhead
