# The sources hold to their rules, and the script that says so finds each kind of fault.
add_test(NAME check_sources COMMAND ${CMAKE_SOURCE_DIR}/tools/check_sources)
add_test(NAME check_sources_test
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tools/check_sources_test ${CMAKE_SOURCE_DIR}/tools/check_sources)
set_tests_properties(check_sources check_sources_test PROPERTIES LABELS unit TIMEOUT 60)
