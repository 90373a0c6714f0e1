bulkhead_test(ipc_test
              unit/ipc/fault_catalogue_test.cc unit/ipc/frame_decoder_test.cc unit/ipc/golden_frame_test.cc
              unit/ipc/golden_frames.cc unit/ipc/message_gate_test.cc unit/ipc/message_table_test.cc unit/ipc/os_test.cc
              unit/ipc/parse_payload_test.cc unit/ipc/send_queue_test.cc
              LIBS bulkhead_wire bulkhead_os bulkhead_fault_names)
bulkhead_test(ipc_channel_test
              unit/ipc/channel_end_test.cc unit/ipc/channel_test.cc unit/ipc/golden_frames.cc
              LIBS bulkhead_channel)
