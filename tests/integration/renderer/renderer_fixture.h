// RendererFixture: real renderers out of the real chain, with the test as their host on both channels.
#ifndef BULKHEAD_TESTS_INTEGRATION_RENDERER_RENDERER_FIXTURE_H_
#define BULKHEAD_TESTS_INTEGRATION_RENDERER_RENDERER_FIXTURE_H_

#include <sys/wait.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ipc/frame_ring.h"
#include "tests/integration/spawn/spawn_fixture.h"
#include "tests/support/browser_end.h"

namespace bulkhead {

// The browser's half of one renderer.
struct Host {
  std::shared_ptr<TestRenderer> renderer;
  std::unique_ptr<BrowserEnd> control;
  std::unique_ptr<BrowserEnd> frames;
  control::Hello hello;
};

class RendererFixture : public SpawnFixture {
 protected:
  ~RendererFixture() override { EndAndExpectNothingLeft(); }

  std::unique_ptr<Host> Spawn() {
    if (!compartment_ && !Start()) {
      ADD_FAILURE() << failure_->step << ": " << failure_->why;
      return nullptr;
    }
    auto host = std::make_unique<Host>();
    host->renderer = RequestRenderer();
    EXPECT_TRUE(WaitUntil([&] { return Answered(*host->renderer); }));
    host->control = std::make_unique<BrowserEnd>(std::move(host->renderer->control));
    host->frames = BrowserEnd::OfFrames(std::move(host->renderer->frames));
    const auto hello = host->control->Take<control::Hello>();
    if (!hello || !host->frames->Take<frames::FramesHello>()) {
      ADD_FAILURE() << host->renderer->crash_area().failed_step << ": " << host->renderer->crash_area().failed_why;
      return nullptr;
    }
    host->hello = *hello;
    return host;
  }
  // The end of its process: exit code, or 128 + signal.
  int WaitForExit(const Host& host) {
    if (!WaitUntil([&] { return Exited(*host.renderer); })) {
      return -1;
    }
    for (const RendererExit& exit : exits_) {
      if (exit.compartment_pid == host.renderer->outcome.renderer.compartment_pid) {
        return WIFSIGNALED(exit.wait_status) ? 128 + WTERMSIG(exit.wait_status) : WEXITSTATUS(exit.wait_status);
      }
    }
    return -1;
  }
  static std::string Tasks(const Host& host) {
    return "/proc/" + std::to_string(host.renderer->outcome.renderer.host_pid) + "/task";
  }
};

inline constexpr FrameRingGeometry kSmall = FrameRingGeometry::For(320, 200);

// How many pixels of a buffer differ from its first.
inline size_t Coloured(const SharedMapping& ring, uint32_t buffer) {
  const std::byte* bytes = ring.bytes().data() + kSmall.offset(buffer);
  size_t different = 0;
  for (size_t at = 0; at < kSmall.frame_bytes(); at += kBytesPerPixel) {
    different += std::equal(bytes + at, bytes + at + 3, bytes) ? 0 : 1;
  }
  return different;
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_INTEGRATION_RENDERER_RENDERER_FIXTURE_H_
