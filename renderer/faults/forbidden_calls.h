// System calls that no renderer may make (kForbiddenCalls, kForeignAbis), made all the same; each harmless where nothing
// stops it.
#ifndef BULKHEAD_RENDERER_FAULTS_FORBIDDEN_CALLS_H_
#define BULKHEAD_RENDERER_FAULTS_FORBIDDEN_CALLS_H_

#include <string>
#include <string_view>

#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

// Makes the call; returns if the filter let it through, with what the kernel said: "openat: No such file or directory".
std::string MakeForbiddenCall(std::string_view name);
// Makes getpid() by that ABI. A kernel that is built without i386 answers with SIGSEGV.
std::string MakeForeignCall(std::string_view abi);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_FAULTS_FORBIDDEN_CALLS_H_
