bulkhead_test(doctor_test
  unit/doctor/doctor_report_test.cc unit/doctor/environments_test.cc
  unit/doctor/machine_facts_test.cc unit/doctor/remedies_test.cc
  LIBS bulkhead_doctor_values)
