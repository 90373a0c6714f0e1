bulkhead_test(worker_pool_test unit/compositor/worker_pool_test.cc LIBS bulkhead_workers)
bulkhead_test(frame_scheduler_test unit/compositor/frame_scheduler_test.cc LIBS bulkhead_frame_scheduler)
bulkhead_test(raster_test unit/compositor/raster_test.cc LIBS bulkhead_raster bulkhead_workers)
bulkhead_test(image_decoder_test unit/compositor/image_decoder_test.cc LIBS bulkhead_raster)
bulkhead_test(page_compositor_test unit/compositor/page_compositor_test.cc unit/compositor/raster_batch_test.cc
              LIBS bulkhead_page_compositor)
bulkhead_test(compositor_thread_test unit/compositor/compositor_thread_test.cc LIBS bulkhead_compositor)
