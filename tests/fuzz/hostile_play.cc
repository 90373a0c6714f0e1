#include "tests/fuzz/hostile_play.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/check.h"
#include "ipc/os/descriptor_passing.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

constexpr uint8_t kBoth = 3;
constexpr size_t kMostActors = 12;

// Of the kinds that a renderer could have come by: memory, a pipe's end, a device, a socket.
UniqueFd Open(uint8_t kind) {
  int ends[2] = {-1, -1};
  switch (kind % 4) {
    case 0:
      return UniqueFd(::memfd_create("fuzz", MFD_CLOEXEC));
    case 1:
      BULKHEAD_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
      break;
    case 2:
      return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
    default:
      BULKHEAD_CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  }
  ::close(ends[1]);
  return UniqueFd(ends[0]);
}

template <class Act>
void OnChannels(FakeRenderer& renderer, uint8_t which, Act act) {
  if ((which & 1) != 0) {
    act(renderer.control());
  }
  if ((which & 2) != 0) {
    act(renderer.frames());
  }
}

}  // namespace

HostilePlay::HostilePlay(std::span<const uint8_t> bytes)
    : input_(bytes), options_(Options(input_.Byte())), browser_(options_) {}

HostOptions HostilePlay::Options(uint8_t first) {
  HostOptions options;
  options.viewport_width = 8;
  options.viewport_height = 4;
  options.log_level = 6;
  options.memory_limit_bytes = uint64_t{1} << 40;  // not of this process, which is all that there is to measure
  options.model = static_cast<ProcessModel>((first & 3) % 3);
  options.probing = (first & kProbing) != 0;
  options.spare = (first & kSpare) != 0;
  options.sandbox = static_cast<SandboxMode>((first >> kSandboxShift & 3) % 3);
  options.restart.mode = static_cast<RestartMode>((first >> kRestartShift & 3) % 3);
  return options;
}

void HostilePlay::Run() {
  browser_.Open();
  browser_.Settle();
  while (!input_.empty()) {
    Act();
  }
  End();
}

void HostilePlay::Act() {
  const uint8_t act = input_.Byte();
  const auto op = static_cast<HostileOp>((act & 0x1f) % static_cast<int>(HostileOp::kCount));
  if (op < HostileOp::kTake || op == HostileOp::kBorn || op == HostileOp::kNotBorn) {
    if (Actor* const actor = Chosen(act)) {
      DoAsActor(op, *actor);
    }
  } else {
    Do(op);
  }
  if ((act & kNoTurn) == 0) {
    browser_.Settle();
    CheckDownward();
  }
}

HostilePlay::Actor* HostilePlay::Chosen(uint8_t act) {
  if (actors_.empty()) {
    return nullptr;
  }
  const size_t back = (act >> kRendererShift & 3) % actors_.size();
  return &*std::next(actors_.begin(), static_cast<ptrdiff_t>(back));
}

void HostilePlay::Do(HostileOp op) {
  switch (op) {
    case HostileOp::kTake:
      Take();
      return;
    case HostileOp::kStart:
      if (Actor* const actor = Take()) {
        Answer(*actor, {});
        actor->renderer.SayHello(BULKHEAD_BUILD_ID);
      }
      return;
    case HostileOp::kTime:
      browser_.Tick(milliseconds(input_.Short()));
      return;
    case HostileOp::kOpen:
      browser_.Open();
      return;
    case HostileOp::kCloseTab:
      browser_.Close(input_.Byte() % 8);
      return;
    case HostileOp::kPost: {
      const TabId tab = input_.Byte() % 8;
      browser_.Post(tab, input_.Text(input_.Byte()));
      return;
    }
    case HostileOp::kReload:
      browser_.Reload(input_.Byte() % 8);
      return;
    case HostileOp::kInject: {
      const TabId tab = input_.Byte() % 8;
      browser_.Inject(tab, input_.Byte());
      return;
    }
    case HostileOp::kStop: {
      const TabId tab = input_.Byte() % 8;
      browser_.Stop(tab, (input_.Byte() & 1) != 0);
      return;
    }
    case HostileOp::kPostMany: {
      const TabId tab = input_.Byte() % 8;
      const std::string json = '"' + std::string(input_.Byte() % 33 * 1000, 'j') + '"';
      for (int left = input_.Byte(); left > 0; --left) {
        browser_.Post(tab, json);
      }
      return;
    }
    case HostileOp::kLook:
      browser_.Look();
      return;
    case HostileOp::kInAnswer: {
      const uint8_t events = input_.Byte();
      const uint8_t act = input_.Byte();
      const TabId tab = input_.Byte() % 8;
      browser_.DoInAnswer(events % 8, [this, act, tab] {
        switch (act % 8) {
          case 0:
            return browser_.Close(tab);
          case 1:
            return browser_.Post(tab, "[]");
          case 2:
            return browser_.Open();
          case 3:
            return browser_.Look();
          case 4:
            return browser_.BeginEnd();
          case 5:
            return browser_.KillNow();
          case 6:
            return browser_.Reload(tab);
          default:
            return browser_.Inject(tab, act);
        }
      });
      return;
    }
    case HostileOp::kCompartmentLost:
      browser_.LoseCompartment();
      return;
    case HostileOp::kSandboxSight:
      switch (const uint8_t what = input_.Byte(); what % 4) {
        case 0:
          browser_.set_sight(FuzzBrowser::ThreadsInOrder(5));
          return;
        case 1:
          browser_.set_sight(FuzzBrowser::ThreadsInOrder(what / 4 % 8));
          return;
        case 2:
          browser_.set_sight(ErrnoError(ENOENT));
          return;
        default:
          browser_.set_sight(SandboxSight{});
          return;
      }
    case HostileOp::kShutdown:
      browser_.BeginEnd();
      return;
    case HostileOp::kKillNow:
      browser_.KillNow();
      return;
    default:
      return;
  }
}

void HostilePlay::DoAsActor(HostileOp op, Actor& actor) {
  FakeRenderer& renderer = actor.renderer;
  switch (op) {
    case HostileOp::kRawControl:
      return Write(renderer.control(), input_.Take(input_.Byte()));
    case HostileOp::kRawFrames:
      return Write(renderer.frames(), input_.Take(input_.Byte()));
    case HostileOp::kFrame:
      return SendFrame(actor);
    case HostileOp::kMessage:
      return SendMessage(actor);
    case HostileOp::kDescriptors:
      return SendDescriptors(actor);
    case HostileOp::kClose:
      return OnChannels(renderer, input_.Byte(), [](Channel& channel) { channel.Close(); });
    case HostileOp::kHalfClose:
      return OnChannels(renderer, input_.Byte(), [](Channel& channel) {
        channel.Flush();
        if (!channel.ended()) {
          ::shutdown(channel.native_handle(), SHUT_WR);
        }
      });
    case HostileOp::kReading: {
      const uint8_t paused = input_.Byte();
      renderer.control().PauseReading((paused & 1) != 0);
      renderer.frames().PauseReading((paused & 2) != 0);
      return;
    }
    case HostileOp::kAnswerPings:
      renderer.answer_pings = (input_.Byte() & 1) != 0;
      return;
    case HostileOp::kDie: {
      const int status = input_.Short();
      const uint8_t how = input_.Byte();
      return Die(actor, status, (how & 1) == 0, (how & 2) != 0);
    }
    case HostileOp::kCrashArea:
      return WriteCrashArea(actor);
    case HostileOp::kLog:
      return renderer.Log(input_.Text(input_.Byte()));
    case HostileOp::kBorn:
      return Answer(actor, {});
    case HostileOp::kNotBorn:
      return Answer(actor, (input_.Byte() & 1) != 0);
    default:
      return;
  }
}

void HostilePlay::Write(Channel& channel, std::span<const uint8_t> bytes) {
  channel.SendRaw(bytes);
}

void HostilePlay::SendFrame(Actor& actor) {
  FrameHeader header;
  header.number = input_.Byte();
  const auto payload = input_.Take(input_.Short());
  header.length = static_cast<uint32_t>(payload.size());
  Channel& channel = header.number < 64 ? actor.renderer.control() : actor.renderer.frames();
  Write(channel, EncodeHeader(header));
  Write(channel, payload);
}

void HostilePlay::SendMessage(Actor& actor) {
  FakeRenderer& renderer = actor.renderer;
  HonestValues honest;
  honest.page = renderer.page ? renderer.page->page() : 1;
  honest.document = renderer.navigate ? renderer.navigate->document() : 1;
  honest.control_nonce = renderer.pings.empty() ? 0 : renderer.pings.back().nonce();
  honest.frames_nonce = renderer.frames_pings.empty() ? 0 : renderer.frames_pings.back().nonce();
  honest.sequence = actor.frames + 1;
  honest.build = BULKHEAD_BUILD_ID;
  const HostileMessage message = HostileMessage::Read(input_, honest);
  if (message.contract->number == proto::FRAME_READY) {
    ++actor.frames;
  }
  Channel& channel = message.contract->channel == ChannelKind::kControl ? renderer.control() : renderer.frames();
  Write(channel, EncodeHeader({static_cast<uint32_t>(message.payload.size()), message.contract->number, 0, kFrameMagic}));
  Write(channel, message.payload);
}

void HostilePlay::SendDescriptors(Actor& actor) {
  const uint8_t what = input_.Byte();
  const auto bytes = input_.Take(input_.Byte());
  Channel& channel = (what & 1) != 0 ? actor.renderer.frames() : actor.renderer.control();
  channel.Flush();
  if (channel.ended() || bytes.empty()) {
    return;
  }
  std::vector<UniqueFd> descriptors;
  std::vector<int> numbers;
  for (int left = 1 + (what >> 3 & 7); left > 0; --left) {
    numbers.push_back(descriptors.emplace_back(Open(what >> 1)).get());
  }
  DescriptorRoom<8> room;
  iovec part{const_cast<uint8_t*>(bytes.data()), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  AttachDescriptors(message, room, numbers);
  (void)!::sendmsg(channel.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HostilePlay::WriteCrashArea(Actor& actor) {
  const size_t offset = input_.Short() % sizeof(CrashArea);
  const auto bytes = input_.Take(input_.Byte());
  (void)!::pwrite(actor.renderer.crash_area(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

HostilePlay::Actor* HostilePlay::Take() {
  if (browser_.requests().empty() || actors_.size() >= kMostActors) {
    return nullptr;
  }
  actors_.emplace_front(browser_.loop(), browser_.clock(), std::move(browser_.requests().front()), ++last_pid_);
  browser_.requests().pop_front();
  return &actors_.front();
}

void HostilePlay::Answer(Actor& actor, std::optional<bool> zygote_lost) {
  if (std::exchange(actor.answered, true)) {
    return;
  }
  if (zygote_lost) {
    actor.renderer.NotBorn({"fork", EAGAIN, "fuzzed", false}, *zygote_lost);
  } else {
    actor.renderer.Born(::getpid());  // a process that has figures
  }
}

void HostilePlay::Die(Actor& actor, int status, bool told, bool told_before) {
  if (std::exchange(actor.dead, true)) {
    return;
  }
  const auto tell = [&] {
    if (told && browser_.compartment() != nullptr) {
      browser_.compartment()->client().OnRendererExited({actor.renderer.pid(), status, 0, 0, 0, 0});
    }
  };
  OnChannels(actor.renderer, kBoth, [](Channel& channel) { channel.Flush(); });
  if (told_before) {
    tell();
  }
  OnChannels(actor.renderer, kBoth, [](Channel& channel) { channel.Close(); });
  actor.renderer.Die();
  if (!told_before) {
    browser_.Settle();
    tell();
  }
}

void HostilePlay::End() {
  browser_.KillNow();
  while (!browser_.requests().empty()) {
    browser_.requests().front().done(SpawnOutcome());
    browser_.requests().pop_front();
  }
  for (Actor& actor : actors_) {
    Answer(actor, {});
    Die(actor, SIGKILL, true, false);
  }
  browser_.Settle();
  CheckDownward();
  // Of those of which init has said nothing, the kernel is asked, and in the end not waited for.
  for (int i = 0; i < 4; ++i) {
    browser_.Tick(std::chrono::seconds(3));
    browser_.Settle();
  }
  browser_.CheckEnded();
}

void HostilePlay::CheckDownward() {
  for (const Actor& actor : actors_) {
    for (const auto& ended : {actor.renderer.control_ended, actor.renderer.frames_ended}) {
      // A queue that was given up in the midst of a frame is the one thing.
      BULKHEAD_CHECK(!ended || ended->kind != ChannelEnd::Kind::kBadMessage || ended->rule == BadMessageRule::kTruncated);
    }
  }
}

}  // namespace bulkhead
