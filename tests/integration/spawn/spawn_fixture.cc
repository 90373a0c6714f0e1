#include "tests/integration/spawn/spawn_fixture.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "ipc/frame_header.h"
#include "ipc/os/check.h"
#include "ipc/os/socket_pair.h"
#include "options.pb.h"
#include "tests/integration/spawn/process_tree.h"
#include "tests/support/program_paths.h"

namespace bulkhead {

SpawnFixture::SpawnFixture() {
  options_.faults = true;
}

SpawnFixture::~SpawnFixture() {
  compartment_.reset();
  loop_.restart();
  loop_.run_for(std::chrono::seconds(10));
}

void SpawnFixture::Begin() {
  compartment_ = Compartment::Start(loop_, options_, RendererProgram(), clock_, *this);
}

bool SpawnFixture::Start() {
  Begin();
  WaitUntil([this] { return report_ || failure_; });
  return report_.has_value();
}

bool SpawnFixture::WaitUntil(const std::function<bool()>& condition, Duration limit) {
  const TimePoint end = clock_.Now() + limit;
  while (!condition()) {
    if (clock_.Now() > end) {
      return false;
    }
    loop_.restart();
    loop_.run_one_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::shared_ptr<TestRenderer> SpawnFixture::RequestRenderer() {
  auto renderer = std::make_shared<TestRenderer>();
  SocketPair control = *CreateSocketPair(SOCK_STREAM);
  SocketPair frames = *CreateSocketPair(SOCK_STREAM);
  UniqueFd area = *CreateSharedMemory("crash", kCrashAreaBytes);
  renderer->area = *SharedMapping::Create(area.get(), kCrashAreaBytes);
  int log[2];
  BULKHEAD_CHECK(::pipe2(log, O_CLOEXEC | O_NONBLOCK) == 0);
  renderer->log.Reset(log[0]);
  renderer->control = std::move(control.ours);
  renderer->frames = std::move(frames.ours);
  SpawnDescriptors descriptors;
  descriptors.control = std::move(control.theirs);
  descriptors.frames = std::move(frames.theirs);
  descriptors.crash_area = std::move(area);
  descriptors.log_pipe.Reset(log[1]);
  compartment_->Spawn(std::move(descriptors),
                      [renderer](SpawnOutcome outcome) { renderer->outcome = std::move(outcome); });
  return renderer;
}

std::shared_ptr<TestRenderer> SpawnFixture::SpawnLive() {
  std::shared_ptr<TestRenderer> renderer = RequestRenderer();
  EXPECT_TRUE(WaitUntil([&] { return Answered(*renderer); }));
  if (renderer->outcome.zygote_lost) {
    renderer = RequestRenderer();
    EXPECT_TRUE(WaitUntil([&] { return Answered(*renderer); }));
  }
  EXPECT_TRUE(renderer->outcome.ok) << renderer->outcome.failure.step << ": " << renderer->outcome.failure.why << " "
                                    << renderer->outcome.failure.error;
  EXPECT_TRUE(WaitHello(*renderer)) << renderer->crash_area().failed_step << " " << renderer->crash_area().failed_why;
  return renderer;
}

std::optional<control::Hello> SpawnFixture::WaitHello(TestRenderer& renderer) {
  std::array<uint8_t, 8192> bytes{};
  size_t have = 0;
  std::optional<control::Hello> hello;
  bool ended = false;
  WaitUntil([&] {
    const ssize_t got = ::recv(renderer.control.get(), bytes.data() + have, bytes.size() - have, MSG_DONTWAIT);
    if (got > 0) {
      have += static_cast<size_t>(got);
    }
    ended = got == 0 || (got < 0 && errno != EAGAIN);
    if (have < kFrameHeaderBytes) {
      return ended;
    }
    const FrameHeader header = DecodeHeader(bytes.data());
    if (have < kFrameHeaderBytes + header.length) {
      return ended;
    }
    control::Hello parsed;
    if (header.number == proto::HELLO &&
        parsed.ParseFromArray(bytes.data() + kFrameHeaderBytes, static_cast<int>(header.length))) {
      hello = parsed;
    }
    return true;
  });
  return hello;
}

pid_t SpawnFixture::WaitDescendant(const std::string& name) {
  pid_t pid = 0;
  WaitUntil([&] { return (pid = FindDescendant(name)) != 0; });
  return pid;
}

std::string SpawnFixture::RunInChild(const std::function<std::string()>& body) {
  int pipe[2];
  BULKHEAD_CHECK(::pipe2(pipe, O_CLOEXEC) == 0);
  loop_.notify_fork(boost::asio::execution_context::fork_prepare);
  const pid_t pid = ::fork();
  BULKHEAD_CHECK(pid >= 0);
  if (pid == 0) {
    loop_.notify_fork(boost::asio::execution_context::fork_child);
    const std::string said = body();
    const ssize_t written = ::write(pipe[1], said.data(), said.size());
    // The end of this process ends its compartment; wait for that, so that the test finds nothing left.
    compartment_.reset();
    WaitUntil([] { return Descendants(::getpid()).empty(); }, std::chrono::seconds(5));
    ::_exit(written < 0 || HasFailure() ? 1 : 0);
  }
  loop_.notify_fork(boost::asio::execution_context::fork_parent);
  ::close(pipe[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t got; (got = ::read(pipe[0], buffer, sizeof(buffer))) > 0;) {
    said.append(buffer, static_cast<size_t>(got));
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0) << "expectations of the child failed, see above";
  return said;
}

bool SpawnFixture::Exited(const TestRenderer& renderer) const {
  for (const RendererExit& exit : exits_) {
    if (exit.compartment_pid == renderer.outcome.renderer.compartment_pid) {
      return true;
    }
  }
  return false;
}

void SpawnFixture::EndAndExpectNothingLeft() {
  if (compartment_) {
    bool done = false;
    compartment_->Shutdown([&done] { done = true; });
    EXPECT_TRUE(WaitUntil([&done] { return done; }));
    compartment_.reset();
  }
  EXPECT_TRUE(WaitUntil([] { return Descendants(::getpid()).empty(); }, std::chrono::seconds(5)));
  for (const ProcessInfo& left : Descendants(::getpid())) {
    ADD_FAILURE() << "left: " << left.pid << " " << left.name << " " << left.state;
  }
}

}  // namespace bulkhead
