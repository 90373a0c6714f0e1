# The contract of --json as a table; the integration tests use it on real output.
add_library(event_schema STATIC support/event_schema.cc)
target_link_libraries(event_schema PUBLIC Boost::json)
add_library(test_screen STATIC support/screen_lines.cc)
bulkhead_test(cli_words_test
  unit/cli/doctor_command_test.cc unit/cli/event_json_test.cc unit/cli/event_text_test.cc unit/cli/options_test.cc
  unit/cli/sandbox_warnings_test.cc unit/cli/shell_texts_test.cc unit/cli/units_test.cc
  LIBS bulkhead_cli_words event_schema)
bulkhead_test(cli_test
  unit/browser/tab_test.cc unit/cli/demo_command_test.cc unit/cli/keys_test.cc unit/cli/line_prompt_test.cc
  unit/cli/live_table_test.cc unit/cli/output_writer_test.cc unit/cli/page_pace_test.cc unit/cli/page_source_test.cc
  unit/cli/program_setup_test.cc unit/cli/reports_test.cc unit/cli/run_command_test.cc unit/cli/sad_tab_test.cc
  LIBS bulkhead_cli bulkhead_fault_names event_schema test_screen)
# Judging and words; the renderer's side is linked to compare the names.
bulkhead_test(cli_probe_test
  unit/cli/probe_catalogue_test.cc unit/cli/probe_judge_test.cc unit/cli/probe_matrix_test.cc unit/cli/probe_output_test.cc
  LIBS bulkhead_cli_probe bulkhead_probe)
