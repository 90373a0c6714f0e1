// Namespaces of this process's own, in which something is forbidden or hidden. The machine's own settings stay as they are.
#ifndef BULKHEAD_TESTS_SUPPORT_AS_IF_OWN_NAMESPACES_H_
#define BULKHEAD_TESTS_SUPPORT_AS_IF_OWN_NAMESPACES_H_

#include <string>

namespace bulkhead {

bool ForbidUserNamespaces(std::string* error);
bool HideProc(std::string* error);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_AS_IF_OWN_NAMESPACES_H_
