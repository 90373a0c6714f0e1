# libFuzzer's targets. In the preset `fuzz` they are what tools/fuzz runs; everywhere else the same function runs over the
# corpus once, so that every input that was ever worth keeping is a test of every build.
add_custom_target(fuzzers)

# It asks whether a fuzzer has an initialiser, and may not see it.
set_source_files_properties(fuzz/replay.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

# bulkhead_fuzzer(NAME sources... LIBS libs...): the program NAME_fuzzer and the tests fuzz_corpus.NAME and fuzz_smoke.NAME.
function(bulkhead_fuzzer NAME)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  set(program ${NAME}_fuzzer)
  add_executable(${program} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${program} PRIVATE ${ARG_LIBS})
  target_compile_definitions(${program} PRIVATE BULKHEAD_BUILD_ID="${BULKHEAD_BUILD_ID}")
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  add_dependencies(fuzzers ${program})
  if(BULKHEAD_SANITIZE MATCHES fuzzer)
    target_compile_options(${program} PRIVATE -O1)
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${program} PRIVATE fuzz/replay.cc)
  add_test(NAME fuzz_corpus.${NAME} COMMAND ${program} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${NAME})
  set_tests_properties(fuzz_corpus.${NAME} PROPERTIES LABELS unit TIMEOUT 120)
  # Half a minute with the fuzzers that tools/test has built in the preset `fuzz`; skipped where they are not. They bring
  # their own sanitizers: once, beside the release build, is enough.
  if(NOT BULKHEAD_SANITIZE)
    add_test(NAME fuzz_smoke.${NAME} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/smoke ${NAME} 30)
    set_tests_properties(fuzz_smoke.${NAME} PROPERTIES LABELS fuzz TIMEOUT 120 SKIP_RETURN_CODE 77)
  endif()
endfunction()

bulkhead_fuzzer(frame_decoder fuzz/frame_decoder_fuzzer.cc LIBS bulkhead_wire)
bulkhead_fuzzer(hostile_renderer
  fuzz/event_check.cc fuzz/fuzz_browser.cc fuzz/hostile_message.cc fuzz/hostile_play.cc fuzz/hostile_renderer_fuzzer.cc
  unit/browser/fake_renderer.cc
  LIBS bulkhead_host Boost::json)

# The seeds are what this writes: checked in, so that libFuzzer needs nothing else, and held to it, so that they stay frames.
add_executable(write_fuzz_seeds fuzz/decoder_seeds.cc fuzz/hostile_seeds.cc fuzz/write_seeds.cc unit/ipc/golden_frames.cc)
target_link_libraries(write_fuzz_seeds PRIVATE bulkhead_wire)
add_test(NAME fuzz_corpus.seeds COMMAND write_fuzz_seeds --check ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus)
set_tests_properties(fuzz_corpus.seeds PROPERTIES LABELS unit TIMEOUT 60)
