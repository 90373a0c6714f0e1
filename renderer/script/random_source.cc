#include "renderer/script/random_source.h"

#include <sys/random.h>

#include "ipc/os/check.h"

namespace bulkhead {

void RandomSource::Reseed() {
  do {
    // Up to 256 bytes come whole or not at all (getrandom(2)).
    BULKHEAD_CHECK(getrandom(&state_, sizeof state_, 0) == sizeof state_);
  } while (state_ == 0);  // the one state that xorshift never leaves
}

double RandomSource::Next() {
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  return static_cast<double>((state_ * 0x2545F4914F6CDD1DULL) >> 11) * 0x1.0p-53;
}

}  // namespace bulkhead
