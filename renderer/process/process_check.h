// What /proc says about this process before it becomes the image of every renderer.
#ifndef BULKHEAD_RENDERER_PROCESS_PROCESS_CHECK_H_
#define BULKHEAD_RENDERER_PROCESS_PROCESS_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/os/result.h"

namespace bulkhead {

struct ProcessCheck {
  int threads = 0;
  uint64_t mapped_bytes = 0;  // address space
  std::string writable_code;  // first mapping that is both writable and executable, as /proc/self/maps has it
  std::vector<int> kept;      // descriptors above `last_socket` that the engine may keep: files, random device, eventfd
  std::string forbidden;      // first descriptor above it that is anything else
};

// `own`: one descriptor above `last_socket` that is ours; -1: none.
Result<ProcessCheck> CheckProcess(int last_socket, int own);

// Pure: the first line of a maps file that is writable and executable; empty if none.
std::string FindWritableCode(std::string_view maps);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_PROCESS_CHECK_H_
