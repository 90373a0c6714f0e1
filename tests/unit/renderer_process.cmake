# What one program writes about its end, and how the other reads it.
bulkhead_test(crash_test
  unit/crash/crash_handler_test.cc unit/crash/crash_names_test.cc unit/crash/stack_walk_test.cc
  unit/renderer/fault_in_handler_test.cc
  LIBS bulkhead_main_thread bulkhead_crash bulkhead_os bulkhead_symbols LABELS unit notsan)
bulkhead_with_lines(unit/crash/crash_names_test.cc)
# A sanitizer's calls are not a renderer's.
if(NOT BULKHEAD_SANITIZE)
  set(CALL_LISTENERS_TEST unit/process/call_listeners_test.cc)
endif()
bulkhead_test(process_test ${CALL_LISTENERS_TEST} unit/process/call_counts_test.cc unit/process/fork_memory_test.cc unit/process/layer_facts_test.cc
              unit/process/main_stack_test.cc unit/process/steps_test.cc unit/process/process_facts_test.cc
              LIBS bulkhead_browser_core bulkhead_process LABELS unit notsan)
bulkhead_test(compartment_test unit/compartment/compartment_parts_test.cc unit/compartment/deadline_test.cc
              unit/compartment/spawn_queue_test.cc LIBS bulkhead_compartment LABELS unit notsan)
