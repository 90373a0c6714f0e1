bulkhead_test(browser_core_test
  unit/browser/admission_test.cc
  unit/browser/cause_of_test.cc
  unit/browser/crash_copy_test.cc
  unit/browser/flight_recorder_test.cc
  unit/browser/frame_stats_test.cc
  unit/browser/hang_monitor_test.cc
  unit/browser/layer_states_test.cc
  unit/browser/learned_calls_test.cc
  unit/browser/log_lines_test.cc
  unit/browser/memory_monitor_test.cc
  unit/browser/post_mortem_test.cc
  unit/browser/posted_messages_test.cc
  unit/browser/proc_text_test.cc
  unit/browser/process_model_test.cc
  unit/browser/resource_path_test.cc
  unit/browser/restart_policy_test.cc
  unit/browser/sandbox_check_test.cc
  unit/browser/sanitise_test.cc
  unit/browser/system_call_name_test.cc
  unit/browser/tab_state_test.cc
  unit/browser/thread_name_test.cc
  LIBS bulkhead_browser_core)

bulkhead_test(browser_host_test
  unit/browser/channel_verdict_test.cc
  unit/browser/compartment_keeper_test.cc
  unit/browser/display_test.cc
  unit/browser/fake_renderer.cc
  unit/browser/file_copy_test.cc
  unit/browser/file_service_test.cc
  unit/browser/host_deaths_test.cc unit/browser/host_ends_test.cc
  unit/browser/host_learning_test.cc unit/browser/host_options_test.cc
  unit/browser/host_messages_test.cc unit/browser/host_requests_test.cc
  unit/browser/host_refusals_test.cc unit/browser/host_spare_test.cc
  unit/browser/host_verify_test.cc
  unit/browser/json_check_test.cc
  unit/browser/log_pipe_test.cc
  unit/browser/renderer_process_test.cc
  unit/browser/renderer_watch_test.cc
  unit/browser/report_desk_test.cc
  unit/browser/sandbox_verifier_test.cc
  unit/browser/startup_times_test.cc
  LIBS bulkhead_host)
target_compile_definitions(browser_host_test PRIVATE BULKHEAD_BUILD_ID="${BULKHEAD_BUILD_ID}")
