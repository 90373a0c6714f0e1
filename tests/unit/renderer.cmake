bulkhead_test(renderer_main_thread_test
  unit/renderer/fault_injector_test.cc unit/renderer/main_thread_test.cc unit/renderer/page_reports_test.cc
  unit/renderer/rate_limiter_test.cc unit/renderer/renderer_threads_test.cc unit/renderer/resource_requests_test.cc
  unit/renderer/thread_barrier_test.cc unit/renderer/wire_text_test.cc
  LIBS bulkhead_threads bulkhead_main_thread)
# They read all memory of the process, a sanitizer's too.
if(NOT BULKHEAD_SANITIZE)
  bulkhead_test(renderer_probe_test unit/renderer/held_descriptors_test.cc unit/renderer/memory_scan_test.cc
                LIBS bulkhead_probe)
endif()
