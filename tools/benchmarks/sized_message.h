// A message whose frame is so many bytes long: padded by its text.
#ifndef BULKHEAD_TOOLS_BENCHMARKS_SIZED_MESSAGE_H_
#define BULKHEAD_TOOLS_BENCHMARKS_SIZED_MESSAGE_H_

#include <cstddef>
#include <string>

#include "ipc/frame_header.h"
#include "ipc/os/check.h"

namespace bulkhead {

template <class Message>
void SizeFrame(Message& message, std::string& text, size_t frame_bytes) {
  message.set_page(1);
  // Page: 2 bytes; the text's tag and length: 2 or 3.
  const size_t around = kFrameHeaderBytes + 2 + (frame_bytes > 140 ? 3 : 2);
  BULKHEAD_CHECK(frame_bytes >= around);
  if (text.size() != frame_bytes - around) {
    text.assign(frame_bytes - around, 'x');
  }
}

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_SIZED_MESSAGE_H_
