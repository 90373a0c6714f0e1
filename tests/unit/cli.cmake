bulkhead_test(cli_page_source_test unit/browser/tab_test.cc unit/cli/page_source_test.cc LIBS bulkhead_host_values bulkhead_asio
              bulkhead_fault_names)
bulkhead_test(cli_options_test unit/cli/options_test.cc unit/cli/shell_texts_test.cc unit/cli/units_test.cc LIBS bulkhead_cli_words)

# The contract of --json as a table; the integration tests use it on real output.
add_library(event_schema STATIC support/event_schema.cc)
target_link_libraries(event_schema PUBLIC Boost::json)
bulkhead_test(cli_events_test unit/cli/event_json_test.cc unit/cli/event_text_test.cc unit/cli/sandbox_warnings_test.cc
              LIBS bulkhead_cli_words event_schema)
bulkhead_test(cli_doctor_test unit/cli/doctor_command_test.cc LIBS bulkhead_cli_words)
bulkhead_test(cli_output_writer_test unit/cli/output_writer_test.cc LIBS bulkhead_cli_output)
bulkhead_test(cli_sad_tab_test unit/cli/sad_tab_test.cc LIBS bulkhead_cli_pictures bulkhead_asio)
bulkhead_test(cli_commands_test unit/cli/demo_command_test.cc unit/cli/page_pace_test.cc unit/cli/program_setup_test.cc
              unit/cli/run_command_test.cc
              LIBS bulkhead_cli event_schema)
add_library(test_screen STATIC support/screen_lines.cc)
bulkhead_test(cli_live_test unit/cli/keys_test.cc unit/cli/line_prompt_test.cc unit/cli/live_table_test.cc
              LIBS bulkhead_cli test_screen)
bulkhead_test(cli_reports_test unit/cli/reports_test.cc LIBS bulkhead_cli)
# Judging and words; the renderer's side is linked to compare the names.
bulkhead_test(cli_probe_test
  unit/cli/probe_catalogue_test.cc unit/cli/probe_judge_test.cc unit/cli/probe_matrix_test.cc unit/cli/probe_output_test.cc
  LIBS bulkhead_cli_probe bulkhead_probe)
