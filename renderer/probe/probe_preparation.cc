#include "renderer/probe/probe_preparation.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "renderer/probe/held_descriptors.h"

namespace bulkhead {

ProbePreparation PrepareProbing(std::vector<MemoryRange> used_memory) {
  ProbePreparation preparation;
  preparation.used_memory = std::move(used_memory);
  for (const int fd : HeldNumbers()) {
    if ((::fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) {
      preparation.survive_exec.push_back(fd);
    }
  }
  preparation.leads_group = ::getpgrp() == ::getpid();
  return preparation;
}

}  // namespace bulkhead
