// The names of system calls, for people.
#ifndef BULKHEAD_BROWSER_CORE_SYSTEM_CALL_NAME_H_
#define BULKHEAD_BROWSER_CORE_SYSTEM_CALL_NAME_H_

#include <cstdint>
#include <string>

namespace bulkhead {

struct SystemCallName {
  std::string name;  // "openat"; "system call 1234" for one without a name
  std::string abi;   // "32-bit", "x32", or empty: the machine's own
};

// `number` and `architecture` (AUDIT_ARCH_...) as siginfo has them.
SystemCallName NameSystemCall(int number, uint32_t architecture);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_SYSTEM_CALL_NAME_H_
