// What the C library looks up once, late, and would look up behind the filter:
// then it has to be known already.
#ifndef BULKHEAD_RENDERER_SANDBOX_LIBRARY_WARM_UP_H_
#define BULKHEAD_RENDERER_SANDBOX_LIBRARY_WARM_UP_H_

namespace bulkhead {

// Before the file system goes, in a process that every renderer is a fork of.
// Makes a thread and waits for its end.
void WarmUpCLibrary();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_LIBRARY_WARM_UP_H_
