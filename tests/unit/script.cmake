# Not under tsan: JavaScriptCore and GLib are not built for it, and the tests fork with its runtime's thread about.
bulkhead_test(script_test
  unit/script/console_test.cc unit/script/css_property_names_test.cc unit/script/dom_binding_test.cc
  unit/script/engine_test.cc unit/script/error_test.cc unit/script/event_test.cc unit/script/js_string_test.cc unit/script/message_test.cc
  unit/script/script_fixture.cc unit/script/script_position_test.cc unit/script/timer_queue_test.cc unit/script/timer_test.cc unit/script/watchdog_test.cc
  unit/script/window_test.cc unit/script/wrapper_test.cc
  LIBS bulkhead_script LABELS unit notsan)
