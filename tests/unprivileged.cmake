# As root, every integration test runs a second time as an unprivileged user (nobody), from an installed tree. Elsewhere
# the first time already was that, and nothing is registered.
execute_process(COMMAND id -u OUTPUT_VARIABLE BULKHEAD_UID OUTPUT_STRIP_TRAILING_WHITESPACE)
find_program(SETPRIV setpriv)
if(BULKHEAD_UID STREQUAL "0" AND SETPRIV AND NOT BULKHEAD_SANITIZE)
  set(runner ${CMAKE_SOURCE_DIR}/tests/as_unprivileged)
  add_test(NAME unprivileged.install COMMAND ${runner} install ${CMAKE_BINARY_DIR})
  set_tests_properties(unprivileged.install PROPERTIES FIXTURES_SETUP unprivileged_tree LABELS unprivileged)
  add_test(NAME unprivileged.remove COMMAND ${runner} remove ${CMAKE_BINARY_DIR})
  set_tests_properties(unprivileged.remove PROPERTIES FIXTURES_CLEANUP unprivileged_tree LABELS unprivileged)
endif()

# Called for each integration test executable.
function(bulkhead_also_unprivileged NAME TIMEOUT)
  install(TARGETS ${NAME} RUNTIME DESTINATION libexec/bulkhead/tests COMPONENT tests EXCLUDE_FROM_ALL)
  if(BULKHEAD_UID STREQUAL "0" AND SETPRIV AND NOT BULKHEAD_SANITIZE)
    add_test(NAME unprivileged.${NAME} COMMAND ${CMAKE_SOURCE_DIR}/tests/as_unprivileged run ${CMAKE_BINARY_DIR} ${NAME})
    set_tests_properties(unprivileged.${NAME} PROPERTIES FIXTURES_REQUIRED unprivileged_tree LABELS unprivileged
                                                         TIMEOUT ${TIMEOUT} RUN_SERIAL TRUE)
  endif()
endfunction()
