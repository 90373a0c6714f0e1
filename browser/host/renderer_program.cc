#include "browser/host/renderer_program.h"

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace bulkhead {

std::optional<std::filesystem::path> FindRendererProgram(const std::filesystem::path& option, UserError* error) {
  constexpr const char* kName = "bulkhead-renderer";
  std::vector<std::filesystem::path> places;
  if (!option.empty()) {
    places.push_back(option);
  } else if (const char* named = ::secure_getenv("BULKHEAD_RENDERER"); named != nullptr && *named != '\0') {
    // Who says it in the environment means it; one that a privileged start inherited is not believed.
    places.emplace_back(named);
  } else {
    std::error_code ignored;
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    if (!own.empty()) {
      places.push_back(own / kName);
      places.push_back(own.parent_path() / "libexec" / "bulkhead" / kName);
    }
  }
  std::string looked;
  for (const std::filesystem::path& place : places) {
    std::error_code failed;
    if (std::filesystem::is_regular_file(place, failed) && ::access(place.c_str(), X_OK) == 0) {
      return std::filesystem::absolute(place, failed);
    }
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  *error = {"no renderer program", looked, "not an executable file",
            "build the target bulkhead-renderer or install it, or name it in $BULKHEAD_RENDERER"};
  return std::nullopt;
}

}  // namespace bulkhead
