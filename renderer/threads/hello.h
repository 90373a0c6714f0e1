// The first message of a renderer.
#ifndef BULKHEAD_RENDERER_THREADS_HELLO_H_
#define BULKHEAD_RENDERER_THREADS_HELLO_H_

#include <cstdint>
#include <string>

#include "ipc/crash_area.h"
#include "proto/control.pb.h"

namespace bulkhead {

// `area`: whose start-up steps it carries; null: none.
control::Hello MakeHello(const std::string& build, uint32_t threads, const CrashArea* area);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_HELLO_H_
