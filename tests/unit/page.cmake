bulkhead_test(dom_test unit/page/node_test.cc unit/page/element_test.cc unit/page/inline_style_test.cc
              unit/page/selector_test.cc unit/page/html_parser_test.cc LIBS bulkhead_dom)
bulkhead_test(paint_test unit/page/bitmap_image_test.cc LIBS bulkhead_paint)
bulkhead_test(text_test unit/page/font_set_test.cc unit/page/scaled_font_test.cc unit/page/word_cache_test.cc
              LIBS bulkhead_text)
