// CHECK(condition): a broken invariant of our own ends the program with file, line and condition. Never for what a
// peer, a file or a user did.
#ifndef BULKHEAD_IPC_OS_CHECK_H_
#define BULKHEAD_IPC_OS_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define BULKHEAD_CHECK(condition)                                                                \
  do {                                                                                           \
    if (!(condition)) [[unlikely]] {                                                             \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition);         \
      std::abort();                                                                              \
    }                                                                                            \
  } while (false)

#endif  // BULKHEAD_IPC_OS_CHECK_H_
