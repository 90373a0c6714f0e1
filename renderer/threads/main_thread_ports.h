// What the main thread needs of its neighbours, as interfaces: the real ones are the compositor thread and the worker pool
// (renderer_threads.cc), tests have their own. All calls are made on the main thread.
#ifndef BULKHEAD_RENDERER_THREADS_MAIN_THREAD_PORTS_H_
#define BULKHEAD_RENDERER_THREADS_MAIN_THREAD_PORTS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "renderer/page/page.h"
#include "renderer/paint/commit.h"

namespace bulkhead {

class CompositorPort {
 public:
  virtual ~CompositorPort() = default;
  // As CompositorThread's.
  virtual void RequestMainFrame(uint32_t page) = 0;
  virtual void PostCommit(uint32_t page, std::optional<Commit> commit) = 0;
  virtual void PageClosed(uint32_t page) = 0;
};

class WorkerPort {
 public:
  virtual ~WorkerPort() = default;
  using Decoded = std::function<void(std::shared_ptr<const BitmapImage>)>;
  // Decodes on a worker; `done` is called once, on that worker, with null if it is no image. Never called if the workers are
  // stopped first.
  virtual void Decode(std::string encoded, Decoded done) = 0;
};

// Page::Create, or a test's.
using PageFactory = std::function<std::unique_ptr<Page>(PageEngine&, PageOptions, PageClient&)>;

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_MAIN_THREAD_PORTS_H_
