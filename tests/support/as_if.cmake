# as_if: becomes another program in a place that refuses things.
add_executable(as_if support/as_if/filters.cc support/as_if/load_filter.cc support/as_if/main.cc
               support/as_if/own_namespaces.cc support/as_if/places.cc support/as_if/profile.cc)
target_link_libraries(as_if PRIVATE bulkhead_os Boost::json PkgConfig::seccomp)
set_target_properties(as_if PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
install(TARGETS as_if RUNTIME DESTINATION libexec/bulkhead/tests COMPONENT tests EXCLUDE_FROM_ALL)
