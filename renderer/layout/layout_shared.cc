#include "renderer/layout/layout_shared.h"

#include <litehtml.h>

#include "renderer/layout/master_style_sheet.h"

namespace bulkhead {

LayoutShared::LayoutShared(std::unique_ptr<FontSet> fonts)
    : fonts_(std::move(fonts)), context_(std::make_unique<litehtml::context>()) {
  context_->load_master_stylesheet(kMasterStyleSheet);
}

LayoutShared::~LayoutShared() = default;

}  // namespace bulkhead
