# `bulkhead doctor` on this machine, and on machines that refuse (as_if). A build with a sanitizer lacks layers, and its runtime
# needs what such machines refuse.
if(TARGET bulkhead_program AND NOT BULKHEAD_SANITIZE)
  bulkhead_test(doctor_integration_test integration/doctor/doctor_command_test.cc integration/doctor/places_test.cc
                LIBS bulkhead_program LABELS integration notsan TIMEOUT 120)
  add_dependencies(doctor_integration_test bulkhead bulkhead-renderer as_if)
endif()
