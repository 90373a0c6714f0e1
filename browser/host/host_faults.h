// The faults that the browser does to a renderer (FaultKind::kHost): signals, as anybody could send them.
#ifndef BULKHEAD_BROWSER_HOST_HOST_FAULTS_H_
#define BULKHEAD_BROWSER_HOST_HOST_FAULTS_H_

#include <string>

#include "ipc/faults/fault_catalogue.h"

namespace bulkhead {

struct HostFault {
  int signal = 0;
  std::string evidence;  // what is about to be done, in words
};
// `pid`: the renderer's, as the host sees it.
HostFault HostFaultOf(const FaultCall& fault, int pid);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_FAULTS_H_
