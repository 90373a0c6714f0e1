// Why the browser did not give a page a file, in words for the page's author.
#ifndef BULKHEAD_RENDERER_THREADS_RESOURCE_REFUSAL_H_
#define BULKHEAD_RENDERER_THREADS_RESOURCE_REFUSAL_H_

#include <string_view>

#include "proto/control.pb.h"

namespace bulkhead {

std::string_view TextOf(control::ResourceStatus status);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_RESOURCE_REFUSAL_H_
