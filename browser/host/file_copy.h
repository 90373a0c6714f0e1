// Copies of a user's files, for renderers: a sealed memfd each, so that no descriptor of the file itself ever leaves the
// browser (on a read-only one fchmod, leases and locks all succeed). Blocks: called on the file thread only.
#ifndef BULKHEAD_BROWSER_HOST_FILE_COPY_H_
#define BULKHEAD_BROWSER_HOST_FILE_COPY_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "browser/core/resource_path.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

struct FileCopy {
  ResourceVerdict verdict = ResourceVerdict::kError;
  UniqueFd memfd;      // valid on kOk
  uint64_t size = 0;
  int error = 0;       // errno behind the verdict, 0 if none
  uint32_t owner = 0;  // uid of the file
};

struct FileRequest {
  std::filesystem::path directory;
  std::string path;            // beneath it; relative, checked by CheckResourceUrl() unless the user named it
  uint64_t max_bytes = kMaxFileBytes;
  // As root: whose files may be read beside those that everyone may. -1: no such rule (the user named this very file).
  int64_t owner = -1;
};

// Only regular files, without following a link, leaving the directory or crossing a mount; a FIFO or a device does not
// block.
FileCopy CopyFile(const FileRequest& request);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_FILE_COPY_H_
