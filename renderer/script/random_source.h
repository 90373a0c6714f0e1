// RandomSource: the numbers of Math.random() (xorshift64*). Not for secrets.
#ifndef BULKHEAD_RENDERER_SCRIPT_RANDOM_SOURCE_H_
#define BULKHEAD_RENDERER_SCRIPT_RANDOM_SOURCE_H_

#include <cstdint>

namespace bulkhead {

class RandomSource {
 public:
  RandomSource() { Reseed(); }
  // From the kernel. After each fork: a child inherits its parent's state otherwise.
  void Reseed();
  // [0, 1), 53 bits of it.
  double Next();

 private:
  uint64_t state_ = 1;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_RANDOM_SOURCE_H_
