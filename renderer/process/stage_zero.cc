#include "renderer/process/stage_zero.h"

#include <unistd.h>

#include "renderer/process/init.h"
#include "renderer/process/init_reporter.h"
#include "renderer/process/start_up_order.h"

namespace bulkhead {

void RunStageZero() {
  StartUp start_up;
  // Until it is read: the strictest.
  start_up.config.set_mode(spawn::Config::STRICT);
  InitReporter reporter(start_up);
  RunSteps(StageZeroOrder(), start_up, start_up, reporter, kInitSocket);
  if (start_up.init_pid == 0) {
    Init init(start_up);
    init.Run();
  }
  RunSteps(AnnounceOrder(), start_up, start_up, reporter, kInitSocket);
  ::_exit(0);
}

}  // namespace bulkhead
