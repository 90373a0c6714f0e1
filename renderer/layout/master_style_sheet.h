// What elements look like before a page says otherwise.
#ifndef BULKHEAD_RENDERER_LAYOUT_MASTER_STYLE_SHEET_H_
#define BULKHEAD_RENDERER_LAYOUT_MASTER_STYLE_SHEET_H_

namespace bulkhead {

extern const char kMasterStyleSheet[];

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_MASTER_STYLE_SHEET_H_
