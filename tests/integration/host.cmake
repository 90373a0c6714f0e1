# The host with real renderers. Not under tsan: see spawn.cmake.
add_library(host_test_support STATIC integration/host/host_fixture.cc)
target_link_libraries(host_test_support PUBLIC bulkhead_host GTest::gmock)
target_compile_definitions(host_test_support PRIVATE BULKHEAD_BUILD_DIR="${CMAKE_BINARY_DIR}"
                                                     BULKHEAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
bulkhead_test(host_test integration/host/end_test.cc integration/host/fault_test.cc integration/host/guest_test.cc
              integration/host/host_test.cc integration/host/shared_test.cc integration/host/spare_test.cc
              integration/host/startup_test.cc LIBS host_test_support LABELS integration notsan TIMEOUT 120)
add_dependencies(host_test bulkhead-renderer)
