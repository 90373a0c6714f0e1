// SCM_RIGHTS, shared by stream_io and packet: control data in and out of a msghdr.
#ifndef BULKHEAD_IPC_OS_DESCRIPTOR_PASSING_H_
#define BULKHEAD_IPC_OS_DESCRIPTOR_PASSING_H_

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "ipc/os/check.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// Room for `kCount` descriptors in one message. Not initialised: the kernel, or AttachDescriptors(), fills it.
template <size_t kCount>
struct DescriptorRoom {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kCount * sizeof(int))> bytes;
};

// Points `message` at control data that carries `descriptors`. `room` outlives the call that sends it.
template <size_t kCount>
void AttachDescriptors(msghdr& message, DescriptorRoom<kCount>& room, std::span<const int> descriptors) {
  BULKHEAD_CHECK(!descriptors.empty() && descriptors.size() <= kCount);
  room.bytes.fill(0);  // padding goes to the kernel too
  message.msg_control = room.bytes.data();
  message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
}

// Takes every descriptor that came with a received `message`, whether or not some were cut off.
inline void TakeDescriptors(msghdr& message, std::vector<UniqueFd>& descriptors) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
      continue;
    }
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      descriptors.emplace_back(fd);
    }
  }
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_DESCRIPTOR_PASSING_H_
