// A display list as a PNG file, through the same raster as the compositor's: to look at what a page records.
#ifndef BULKHEAD_TESTS_SUPPORT_LIST_PNG_H_
#define BULKHEAD_TESTS_SUPPORT_LIST_PNG_H_

#include <memory>
#include <string>

#include "renderer/paint/display_list.h"

namespace bulkhead {

// `fixed` may be null; it is drawn over the top of the page. False: the file cannot be written.
bool WriteListPng(const std::shared_ptr<const DisplayList>& list, const std::shared_ptr<const DisplayList>& fixed,
                  int width, int height, const std::string& path);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_LIST_PNG_H_
