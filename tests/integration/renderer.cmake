# Real renderers out of the real chain, with the test as their host: what threads, channels and pages do together.
bulkhead_test(renderer_test integration/renderer/renderer_page_test.cc integration/renderer/renderer_process_test.cc
              LIBS spawn_test_support bulkhead_channel LABELS integration notsan TIMEOUT 120)
add_dependencies(renderer_test bulkhead-renderer)
