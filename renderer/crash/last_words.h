// What a process said before it aborted: an exception that nobody caught, or the C library's own words. Private to
// renderer/crash.
#ifndef BULKHEAD_RENDERER_CRASH_LAST_WORDS_H_
#define BULKHEAD_RENDERER_CRASH_LAST_WORDS_H_

#include "ipc/crash_area.h"

namespace bulkhead {

// Once, in the parent of many: looks up what CopyLastWords() needs and sets the terminate handler.
void PrepareLastWords();

// Into the record of a SIGABRT; async-signal-safe.
void CopyLastWords(CrashRecord& record);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_LAST_WORDS_H_
