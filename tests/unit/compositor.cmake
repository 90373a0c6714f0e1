bulkhead_test(raster_test
  unit/compositor/image_decoder_test.cc unit/compositor/raster_test.cc unit/compositor/worker_pool_test.cc
  LIBS bulkhead_raster bulkhead_workers)
bulkhead_test(compositor_test
  unit/compositor/compositor_thread_test.cc unit/compositor/frame_scheduler_test.cc unit/compositor/page_compositor_test.cc
  unit/compositor/raster_batch_test.cc
  LIBS bulkhead_compositor bulkhead_frame_scheduler bulkhead_page_compositor)
