// BULKHEAD_SKIP(reason): this machine lacks what the test is about (a kernel feature, a limit). Counted and named by ctest;
// a failure under BULKHEAD_REQUIRE_ALL=1, so that a machine that should have everything cannot quietly skip.
#ifndef BULKHEAD_TESTS_SUPPORT_SKIP_H_
#define BULKHEAD_TESTS_SUPPORT_SKIP_H_

#include <cstdlib>

#include <gtest/gtest.h>

#define BULKHEAD_SKIP(reason)                                                    \
  do {                                                                           \
    if (std::getenv("BULKHEAD_REQUIRE_ALL") != nullptr) {                        \
      FAIL() << "would be skipped, and BULKHEAD_REQUIRE_ALL is set: " << reason; \
    }                                                                            \
    GTEST_SKIP() << reason;                                                      \
  } while (false)

#endif  // BULKHEAD_TESTS_SUPPORT_SKIP_H_
