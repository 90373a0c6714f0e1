# The sources hold to their rules, and the script that says so finds each kind of fault; the set-up on machines that are made up.
add_test(NAME check_sources COMMAND ${CMAKE_SOURCE_DIR}/tools/check_sources)
add_test(NAME check_sources_test
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tools/check_sources_test ${CMAKE_SOURCE_DIR}/tools/check_sources)
add_test(NAME setup_test COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tools/setup_test ${CMAKE_SOURCE_DIR}/tools/setup)
set_tests_properties(check_sources check_sources_test setup_test PROPERTIES LABELS unit TIMEOUT 60)

# The installed package, as somebody else's project sees it. A sanitizer's runtime would have to be linked there too.
if(NOT BULKHEAD_SANITIZE)
  add_test(NAME example_test COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tools/example_test ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR})
  set_tests_properties(example_test PROPERTIES LABELS integration TIMEOUT 300)
endif()
