// The descriptors that this process holds, told apart without /proc.
#ifndef BULKHEAD_RENDERER_PROBE_HELD_DESCRIPTORS_H_
#define BULKHEAD_RENDERER_PROBE_HELD_DESCRIPTORS_H_

#include <sys/stat.h>

#include <vector>

namespace bulkhead {

struct HeldDescriptor {
  enum class Kind {
    kNull,       // /dev/null
    kRandom,     // /dev/urandom
    kPipe,
    kSocket,
    kMemory,     // a file without a name: a memfd
    kAnonymous,  // epoll, eventfd, timerfd
    kFile,       // a file that has a name somewhere
    kDirectory,
    kDevice,     // any other
  };
  int fd = -1;
  Kind kind = Kind::kAnonymous;
  bool readable = false;

  // Nobody else can reach the object: made for this renderer alone.
  bool own() const {
    return kind == Kind::kPipe || kind == Kind::kSocket || kind == Kind::kMemory || kind == Kind::kAnonymous;
  }
};

const char* NameOf(HeldDescriptor::Kind kind);

// fstat(2) by its own number, as every renderer may call it: the C library's goes through newfstatat.
int StatOf(int fd, struct stat* status);
// Each number up to `highest` is asked for.
std::vector<int> HeldNumbers(int highest = 1024);
std::vector<HeldDescriptor> HeldDescriptors(int highest = 1024);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROBE_HELD_DESCRIPTORS_H_
