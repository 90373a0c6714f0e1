# The spawn chain with real processes. Not under tsan: its runtime has a thread of its own, and no clone(2) of ours survives
# that.
set(SPAWN_LIBS bulkhead_compartment bulkhead_wire)
add_library(process_tree STATIC integration/spawn/process_tree.cc)
target_link_libraries(process_tree PUBLIC bulkhead_os)
add_library(spawn_test_support STATIC integration/spawn/spawn_fixture.cc)
target_link_libraries(spawn_test_support PUBLIC ${SPAWN_LIBS} process_tree GTest::gmock)
target_compile_definitions(spawn_test_support PRIVATE BULKHEAD_BUILD_DIR="${CMAKE_BINARY_DIR}"
                                                      BULKHEAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
bulkhead_test(spawn_test
  integration/spawn/browser_death_test.cc integration/spawn/kill_test.cc integration/spawn/refusal_test.cc
  integration/spawn/spawn_test.cc
  LIBS spawn_test_support bulkhead_process LABELS integration notsan TIMEOUT 120)
add_dependencies(spawn_test bulkhead-renderer)
# Two hundred starts with every core busy take a while where others work beside them; a sanitizer's barrier is another one.
if(NOT BULKHEAD_SANITIZE)
  bulkhead_test(spawn_busy_test integration/spawn/busy_test.cc LIBS spawn_test_support LABELS integration notsan TIMEOUT 600)
  add_dependencies(spawn_busy_test bulkhead-renderer)
endif()
