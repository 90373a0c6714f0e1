// Where the renderer program is: as the user says, beside this program, $BULKHEAD_RENDERER, the installed libexec.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_PROGRAM_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_PROGRAM_H_

#include <filesystem>
#include <optional>

#include "browser/host/user_error.h"

namespace bulkhead {

// `option`: empty if the user named none; one that is named is the only one tried. nullopt: *error lists where was looked.
std::optional<std::filesystem::path> FindRendererProgram(const std::filesystem::path& option, UserError* error);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_PROGRAM_H_
