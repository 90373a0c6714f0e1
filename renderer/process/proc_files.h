// Small files under /proc: whole, in one call.
#ifndef BULKHEAD_RENDERER_PROCESS_PROC_FILES_H_
#define BULKHEAD_RENDERER_PROCESS_PROC_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "ipc/os/result.h"

namespace bulkhead {

Result<std::string> ReadProcFile(const char* path);
// One write(2), as /proc wants it.
Result<void> WriteProcFile(const char* path, std::string_view text);
// The numeric names in a directory: descriptors, threads. Without the descriptor that the listing itself needs.
Result<std::vector<int>> ListNumbers(const char* path);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_PROC_FILES_H_
