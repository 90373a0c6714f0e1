bulkhead_test(dom_test unit/page/node_test.cc unit/page/element_test.cc unit/page/inline_style_test.cc
              unit/page/selector_test.cc unit/page/html_parser_test.cc LIBS bulkhead_dom)
add_library(bulkhead_list_png STATIC support/list_png.cc)
target_link_libraries(bulkhead_list_png PUBLIC bulkhead_raster)
# A picture of any page, to look at.
add_executable(page_picture EXCLUDE_FROM_ALL support/page_picture.cc)
target_link_libraries(page_picture PRIVATE bulkhead_list_png bulkhead_page)
bulkhead_test(layout_test
  unit/page/bitmap_image_test.cc unit/page/css_color_test.cc unit/page/css_sanitizer_test.cc
  unit/page/custom_properties_test.cc unit/page/damage_test.cc unit/page/font_set_test.cc unit/page/layout_engine_test.cc
  unit/page/recorder_test.cc unit/page/scaled_font_test.cc unit/page/word_cache_test.cc unit/page/words_test.cc
  LIBS bulkhead_layout bulkhead_paint bulkhead_text)
bulkhead_test(page_test unit/page/page_resources_test.cc unit/page/page_sheets_test.cc unit/page/page_test.cc
              unit/page/script_queue_test.cc unit/page/url_test.cc
              LIBS bulkhead_page bulkhead_dom bulkhead_layout)
