// StyleSheet: the text of one <style> or of one file, as the page found it.
#ifndef BULKHEAD_RENDERER_LAYOUT_STYLE_SHEET_H_
#define BULKHEAD_RENDERER_LAYOUT_STYLE_SHEET_H_

#include <string>

namespace bulkhead {

struct StyleSheet {
  std::string css;
  std::string base;   // what url() in it is relative to; "" for the page itself
  std::string media;  // "" for all
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_STYLE_SHEET_H_
