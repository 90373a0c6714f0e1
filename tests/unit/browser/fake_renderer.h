// FakeRenderer: the far ends of one spawn request, speaking the wire as a renderer would, or as none should.
#ifndef BULKHEAD_TESTS_UNIT_BROWSER_FAKE_RENDERER_H_
#define BULKHEAD_TESTS_UNIT_BROWSER_FAKE_RENDERER_H_

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "ipc/channel.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"
#include "tests/unit/browser/fake_compartment.h"

namespace bulkhead {

class FakeRenderer final {
 public:
  static constexpr int kNoProcess = 0;  // nothing in /proc to look at

  FakeRenderer(boost::asio::io_context& loop, const Clock& clock, FakeCompartment::Request request, int pid)
      : pid_(pid),
        control_end_(*this),
        frames_end_(*this),
        control_(loop, std::move(request.descriptors.control), Options(ChannelKind::kControl), control_end_, clock),
        frames_(loop, std::move(request.descriptors.frames), Options(ChannelKind::kFrames), frames_end_, clock),
        crash_area_(std::move(request.descriptors.crash_area)),
        log_(std::move(request.descriptors.log_pipe)),
        died_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        done_(std::move(request.done)) {
    control_.gate().set_state(proto::OPEN);
    frames_.gate().set_state(proto::OPEN);
    control_.Start();
    frames_.Start();
  }

  // The zygote's answer. `host_pid`: what is looked at in /proc; signals go to the pidfd.
  void Born(int host_pid = kNoProcess) {
    SpawnOutcome outcome;
    outcome.ok = true;
    outcome.renderer.pidfd = UniqueFd(::dup(died_.get()));
    outcome.renderer.compartment_pid = pid_;
    outcome.renderer.host_pid = host_pid;
    std::exchange(done_, nullptr)(std::move(outcome));
  }
  void NotBorn(StepFailure failure, bool zygote_lost) {
    SpawnOutcome outcome;
    outcome.failure = std::move(failure);
    outcome.zygote_lost = zygote_lost;
    std::exchange(done_, nullptr)(std::move(outcome));
  }
  void SayHello(const std::string& build) {
    control::Hello hello;
    hello.set_build(build);
    hello.set_threads(5);
    control_.Send(hello);
    frames_.Send(frames::FramesHello());
  }
  // The document that it was sent last.
  void Loaded() {
    control::PageLoaded loaded;
    loaded.set_page(page->page());
    loaded.set_document(navigate->document());
    control_.Send(loaded);
  }
  // Its pidfd becomes readable.
  void Die() {
    const uint64_t one = 1;
    (void)!::write(died_.get(), &one, sizeof one);
  }
  // Nothing once nobody reads it: the signal for that would be this process's.
  void Log(const std::string& text) {
    pollfd pipe{log_.get(), POLLOUT, 0};
    if (::poll(&pipe, 1, 0) > 0 && (pipe.revents & POLLERR) == 0) {
      (void)!::write(log_.get(), text.data(), text.size());
    }
  }

  Channel& control() { return control_; }
  Channel& frames() { return frames_; }
  int crash_area() const { return crash_area_.get(); }
  int pid() const { return pid_; }
  bool closed() const { return control_ended.has_value(); }

  // What came down.
  std::optional<control::Navigate> navigate;
  std::string document;
  std::vector<control::ResourceReply> replies;
  std::vector<std::string> resources;
  std::vector<control::Ping> pings;
  std::vector<frames::Ping> frames_pings;
  std::vector<std::string> posts;
  std::vector<std::string> faults;
  int navigations = 0;
  std::vector<uint32_t> closed_pages;
  std::optional<frames::OpenPage> page;
  std::vector<frames::FrameCredit> credits;
  UniqueFd ring;
  bool shutdown = false;
  std::optional<ChannelEnd> control_ended;
  std::optional<ChannelEnd> frames_ended;
  bool asked_for_stacks = false;
  bool answer_pings = true;

 private:
  struct ControlEnd final : ChannelReceiver {
    explicit ControlEnd(FakeRenderer& owner) : owner(owner) {}
    void OnFrame(Frame& frame) override { owner.OnControl(frame); }
    void OnChannelEnd(const ChannelEnd& end) override { owner.control_ended = end; }
    FakeRenderer& owner;
  };
  struct FramesEnd final : ChannelReceiver {
    explicit FramesEnd(FakeRenderer& owner) : owner(owner) {}
    void OnFrame(Frame& frame) override { owner.OnFrames(frame); }
    void OnChannelEnd(const ChannelEnd& end) override { owner.frames_ended = end; }
    FakeRenderer& owner;
  };

  static ChannelOptions Options(ChannelKind kind) {
    ChannelOptions options;
    options.kind = kind;
    options.receives = Direction::kDown;
    return options;
  }
  void OnControl(Frame& frame);
  void OnFrames(Frame& frame);

  const int pid_;
  ControlEnd control_end_;
  FramesEnd frames_end_;
  Channel control_;
  Channel frames_;
  UniqueFd crash_area_;
  UniqueFd log_;
  UniqueFd died_;
  std::function<void(SpawnOutcome)> done_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_BROWSER_FAKE_RENDERER_H_
