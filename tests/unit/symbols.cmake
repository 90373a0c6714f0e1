# Names for addresses, of this very program.
bulkhead_test(browser_symbols_test unit/symbols/known_code.cc unit/symbols/module_bytes_test.cc unit/symbols/symbol_service_test.cc
              unit/symbols/symboliser_test.cc unit/symbols/work_pace_test.cc LIBS bulkhead_symbols)
bulkhead_with_lines(unit/symbols/known_code.cc)
