# Starts the built program, so that must be there, with host and page engine.
if(TARGET bulkhead AND TARGET bulkhead_page)
  add_library(bulkhead_program STATIC support/bulkhead_program.cc)
  target_link_libraries(bulkhead_program PUBLIC bulkhead_os Boost::json)
  target_compile_definitions(bulkhead_program PRIVATE BULKHEAD_BUILD_DIR="${CMAKE_BINARY_DIR}"
                                                      BULKHEAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  pkg_check_modules(TEST_PNG REQUIRED IMPORTED_TARGET libpng)
  add_library(png_picture STATIC support/png_picture.cc)
  target_link_libraries(png_picture PRIVATE PkgConfig::TEST_PNG)
  # Sanitizer builds have no filter and no layers of that kind, and reports of their own.
  if(NOT BULKHEAD_SANITIZE)
    set(WHOLE_PROGRAM_TESTS integration/crash_report_test.cc integration/demo_gallery_test.cc integration/sandbox_test.cc)
    bulkhead_test(probe_integration_test integration/probe_test.cc LIBS bulkhead_program
                  LABELS integration notsan TIMEOUT 600)
    add_dependencies(probe_integration_test bulkhead bulkhead-renderer)
  endif()
  bulkhead_test(cli_integration_test integration/cli_test.cc integration/live_test.cc integration/program_kill_test.cc
                integration/screenshots_test.cc ${WHOLE_PROGRAM_TESTS}
                LIBS bulkhead_cli bulkhead_program process_tree event_schema png_picture test_screen
                LABELS integration notsan TIMEOUT 120)
  add_dependencies(cli_integration_test bulkhead bulkhead-renderer)
endif()
