// The browser against renderers that do anything: bytes, frames, messages, descriptors, ends, at any time, while its user opens,
// closes and posts. Nothing that they do ends it, leaves a descriptor open, tells of a death twice, overfills a queue or puts
// raw text into an event; and once they are dead, everything is over. FuzzBrowser has these checks, hostile_ops.h the acts.
#include <sched.h>

#include <csignal>
#include <cstdlib>

#include <google/protobuf/stubs/logging.h>

#include "ipc/os/check.h"
#include "tests/fuzz/hostile_play.h"
#include "tests/support/descriptor_count.h"

namespace {

void Play(std::span<const uint8_t> bytes) {
  bulkhead::HostilePlay(bytes).Run();
  bulkhead::FuzzBrowser::ClearLoop();
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // The file thread takes turns with this one. On one processor that, and every unmapping, costs half as much.
  cpu_set_t here;
  CPU_ZERO(&here);
  CPU_SET(static_cast<size_t>(::sched_getcpu()), &here);
  (void)::sched_setaffinity(0, sizeof here, &here);
  // Of which it would die without a word.
  (void)std::signal(SIGPIPE, [](int) { std::abort(); });
  google::protobuf::SetLogHandler(nullptr);  // it would tell of each text that is not UTF-8
  Play({});                                  // what is made once
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const size_t open = bulkhead::CountOpenDescriptors();
  Play({data, size});
  BULKHEAD_CHECK(bulkhead::CountOpenDescriptors() == open);
  return 0;
}
