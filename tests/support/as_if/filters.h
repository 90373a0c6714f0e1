// Seccomp filters that answer as a place does, for this process and everything that it starts.
#ifndef BULKHEAD_TESTS_SUPPORT_AS_IF_FILTERS_H_
#define BULKHEAD_TESTS_SUPPORT_AS_IF_FILTERS_H_

#include <string>

namespace bulkhead {

bool RefuseAsDocker(std::string* error);
bool RefuseAsPodman(std::string* error);
bool RefuseMount(std::string* error);
bool RefuseLandlock(std::string* error);
bool RefuseSeccomp(std::string* error);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_AS_IF_FILTERS_H_
