#include "renderer/probe/probe_preparation.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "renderer/probe/held_descriptors.h"

namespace bulkhead {

ProbePreparation PrepareProbing(InheritedMemory memory) {
  ProbePreparation preparation;
  preparation.memory = std::move(memory);
  for (const int fd : HeldNumbers()) {
    if ((::fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) {
      preparation.survive_exec.push_back(fd);
    }
  }
  preparation.leads_group = ::getpgrp() == ::getpid();
  return preparation;
}

}  // namespace bulkhead
