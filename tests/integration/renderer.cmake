# Real renderers out of the real chain, with the test as their host: what threads, channels and pages do together.
bulkhead_test(renderer_process_test integration/renderer/renderer_process_test.cc
  LIBS spawn_test_support bulkhead_channel LABELS integration notsan TIMEOUT 120)
add_dependencies(renderer_process_test bulkhead-renderer)
if(TARGET bulkhead_page)
  bulkhead_test(renderer_page_test integration/renderer/renderer_page_test.cc
    LIBS spawn_test_support bulkhead_channel LABELS integration notsan TIMEOUT 120)
  add_dependencies(renderer_page_test bulkhead-renderer)
endif()
