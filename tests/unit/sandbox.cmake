# What a renderer gives up. Children that install filters and limits say nothing under a sanitizer, whose own calls and
# threads a renderer does not make.
if(NOT BULKHEAD_SANITIZE)
  add_library(bpf_evaluator STATIC support/bpf_evaluator.cc)
  bulkhead_test(sandbox_filter_test
    unit/sandbox/bpf_evaluator_test.cc unit/sandbox/filter_aarch64_test.cc unit/sandbox/filter_arguments_test.cc
    unit/sandbox/filter_numbers_test.cc unit/sandbox/policy_line_test.cc
    LIBS bulkhead_sandbox bpf_evaluator PkgConfig::seccomp)
  bulkhead_test(sandbox_test
    unit/sandbox/capabilities_test.cc unit/sandbox/filter_kernel_test.cc unit/sandbox/landlock_test.cc
    unit/sandbox/resource_limits_test.cc unit/sandbox/thread_guard_test.cc
    LIBS bulkhead_sandbox LABELS unit notsan)
  # As bulkhead-renderer is linked: thread_guard.h.
  target_link_options(sandbox_test PRIVATE -Wl,--export-dynamic-symbol=pthread_create)
endif()
