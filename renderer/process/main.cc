// bulkhead-renderer: spawned by the browser with init's socket at 3 and the zygote's at 4. Runs stage 0, then init in a
// clone of itself. Not for people: there is nothing to pass on the command line.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "renderer/process/stage_zero.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--version") == 0) {
    std::printf("bulkhead-renderer %s\n", BULKHEAD_BUILD_ID);
    return 0;
  }
  struct stat status {};
  if (argc > 1 || ::fstat(3, &status) != 0 || !S_ISSOCK(status.st_mode)) {
    std::fputs("bulkhead-renderer: this program is started by bulkhead; run bulkhead instead\n", stderr);
    return 2;
  }
  bulkhead::RunStageZero();
}
