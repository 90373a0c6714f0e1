bulkhead_test(crash_test unit/crash/crash_handler_test.cc unit/crash/stack_walk_test.cc LIBS bulkhead_crash bulkhead_os
              LABELS unit notsan)
