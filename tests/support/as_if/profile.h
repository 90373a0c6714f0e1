// A container's seccomp profile (the JSON that `docker run --security-opt seccomp=FILE` takes) as a filter of this process.
#ifndef BULKHEAD_TESTS_SUPPORT_AS_IF_PROFILE_H_
#define BULKHEAD_TESTS_SUPPORT_AS_IF_PROFILE_H_

#include <string>

namespace bulkhead {

// Applies it as a container's runtime does to a process without capabilities of the host. A profile with a name, an
// operator or an action that libseccomp does not know is refused.
bool ApplyProfile(const std::string& file, std::string* error);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_AS_IF_PROFILE_H_
