# Real renderers out of the real chain, with the test as their host: what threads, channels and pages do together.
foreach(name renderer_process_test renderer_page_test)
  bulkhead_test(${name} integration/renderer/${name}.cc
    LIBS spawn_test_support bulkhead_channel LABELS integration notsan TIMEOUT 120)
  add_dependencies(${name} bulkhead-renderer)
endforeach()
