#include "tests/support/as_if/load_filter.h"

#include <unistd.h>

#include <cstring>

namespace bulkhead {

bool LoadFilter(scmp_filter_ctx filter, std::string* error) {
  // A container does not set it for root.
  ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, ::geteuid() == 0 ? 0 : 1);
  const int loaded = ::seccomp_load(filter);
  ::seccomp_release(filter);
  if (loaded != 0) {
    *error = std::string("the filter was refused: ") + std::strerror(-loaded);
    return false;
  }
  return true;
}

}  // namespace bulkhead
