// One way to put a filter of libseccomp into force.
#ifndef BULKHEAD_TESTS_SUPPORT_AS_IF_LOAD_FILTER_H_
#define BULKHEAD_TESTS_SUPPORT_AS_IF_LOAD_FILTER_H_

#include <seccomp.h>

#include <string>

namespace bulkhead {

// Releases `filter`. As an ordinary user also sets no_new_privs, without which the kernel takes none.
bool LoadFilter(scmp_filter_ctx filter, std::string* error);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_AS_IF_LOAD_FILTER_H_
