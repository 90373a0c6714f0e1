// PageEngineImpl: the page engine of this build: litehtml behind LayoutShared, JavaScriptCore behind ScriptEngine.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_ENGINE_IMPL_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_ENGINE_IMPL_H_

#include <memory>
#include <string>

#include "renderer/page/page.h"

namespace bulkhead {

class LayoutShared;
class ScriptEngine;

class PageEngineImpl final : public PageEngine {
 public:
  PageEngineImpl(std::unique_ptr<LayoutShared> layout, std::unique_ptr<ScriptEngine> scripts);
  ~PageEngineImpl() override;

  void WarmUp() override;
  void AfterFork() override;
  void StartWatchdog() override;
  void StopScripts() override;

  LayoutShared& layout() { return *layout_; }
  ScriptEngine& scripts() { return *scripts_; }

 private:
  void WarmUpLayout();

  std::unique_ptr<LayoutShared> layout_;
  std::unique_ptr<ScriptEngine> scripts_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_ENGINE_IMPL_H_
