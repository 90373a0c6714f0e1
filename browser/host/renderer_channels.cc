#include "browser/host/renderer_channels.h"

#include <utility>

#include "browser/core/sanitise.h"
#include "ipc/faults/fault_catalogue.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// What a start-up can have: the crash area holds 24 steps.
constexpr int kMaxHelloSteps = 64;
// A path, each of its bytes replaced at worst; Navigate's limit holds it.
constexpr size_t kMaxUrlBytes = 3 * 4096;

ChannelOptions Options(ChannelKind kind) {
  ChannelOptions options;
  options.kind = kind;
  options.receives = Direction::kUp;
  return options;
}

std::vector<UniqueFd> OneDescriptor(UniqueFd fd) {
  std::vector<UniqueFd> descriptors;
  if (fd.valid()) {
    descriptors.push_back(std::move(fd));
  }
  return descriptors;
}

}  // namespace

RendererChannels::RendererChannels(boost::asio::io_context& loop,
                                   UniqueFd control,
                                   UniqueFd frames,
                                   Client& client,
                                   const Clock& clock)
    : client_(client),
      clock_(clock),
      control_end_(*this, "control", &RendererChannels::OnControlFrame),
      frames_end_(*this, "frames", &RendererChannels::OnFramesFrame),
      control_(loop, std::move(control), Options(ChannelKind::kControl), control_end_, clock),
      frames_(loop, std::move(frames), Options(ChannelKind::kFrames), frames_end_, clock) {
  control_.HoldWrites(true);
  frames_.HoldWrites(true);
  control_.Start();
  frames_.Start();
}

void RendererChannels::NoteUp(const Frame& frame) {
  recorder_.Note({clock_.Now(), frame.header.number, static_cast<uint32_t>(frame.payload.size()), 0});
}

template <class Message>
void RendererChannels::Send(Channel& channel, const Message& message, std::vector<UniqueFd> descriptors) {
  FlightEntry entry{clock_.Now(), ContractOf<Message>().number, static_cast<uint32_t>(message.ByteSizeLong()), 0};
  if constexpr (requires { message.page(); }) {
    entry.page = message.page();
  }
  recorder_.Note(entry);
  channel.Send(message, std::move(descriptors));
}

void RendererChannels::BeginSending() {
  control_.HoldWrites(false);
  frames_.HoldWrites(false);
}

Result<std::unique_ptr<Display>> RendererChannels::OpenPage(uint32_t id,
                                                            RendererPage& page,
                                                            uint32_t width,
                                                            uint32_t height) {
  Result<std::unique_ptr<Display>> display = Display::Create(width, height);
  Result<UniqueFd> ring = display ? (*display)->ShareRing() : Result<UniqueFd>(display.error());
  if (!ring) {
    return ring.error();
  }
  const FrameRingGeometry& geometry = (*display)->geometry();
  pages_[id] = &page;
  frames::OpenPage message;
  message.set_page(id);
  message.set_width(geometry.width);
  message.set_height(geometry.height);
  message.set_stride(geometry.stride);
  message.set_buffers(geometry.buffers);
  Send(frames_, message, OneDescriptor(std::move(*ring)));
  return display;
}

void RendererChannels::HandOver(uint32_t id, RendererPage& page) {
  BULKHEAD_CHECK(pages_.contains(id));
  pages_[id] = &page;
}

void RendererChannels::Navigate(uint32_t id, Document document) {
  if (!pages_.contains(id) || ending_) {
    return;
  }
  control::Navigate message;
  message.set_page(id);
  // A file's name may be any bytes, a message's text is UTF-8.
  message.set_url(Sanitise(document.url, kMaxUrlBytes));
  message.set_size(document.size);
  message.set_width(document.width);
  message.set_height(document.height);
  message.set_document(document.number);
  Send(control_, message, OneDescriptor(std::move(document.copy)));
}

void RendererChannels::ClosePage(uint32_t id) {
  if (pages_.erase(id) == 0) {
    return;
  }
  closed_pages_.insert(id);
  control::ClosePage control;
  control.set_page(id);
  Send(control_, control);
  frames::ClosePage frames;
  frames.set_page(id);
  Send(frames_, frames);
}

void RendererChannels::ReplyToResource(uint32_t id,
                                       uint32_t request,
                                       control::ResourceStatus status,
                                       UniqueFd copy,
                                       uint64_t size) {
  if (ending_) {
    return;
  }
  control::ResourceReply message;
  message.set_page(id);
  message.set_request(request);
  message.set_status(status);
  message.set_size(size);
  Send(control_, message, OneDescriptor(std::move(copy)));
}

void RendererChannels::PostMessage(uint32_t id, std::string json) {
  if (ending_) {
    return;
  }
  control::PostMessage message;
  message.set_page(id);
  message.set_json(std::move(json));
  Send(control_, message);
}

void RendererChannels::InjectFault(uint32_t id, std::string fault) {
  if (ending_) {
    return;
  }
  control::InjectFault message;
  message.set_page(id);
  message.set_fault(std::move(fault));
  Send(control_, message);
}

void RendererChannels::Ping(uint64_t nonce) {
  control::Ping message;
  message.set_nonce(nonce);
  Send(control_, message);
}

void RendererChannels::PingFrames() {
  if (frames_.gate().state() != proto::OPEN || std::exchange(frames_ping_outstanding_, true)) {
    return;
  }
  frames::Ping message;
  message.set_nonce(++frames_nonce_);
  Send(frames_, message);
}

void RendererChannels::TakeStacks() {
  Send(frames_, frames::TakeStacks());
}

void RendererChannels::Shutdown() {
  ending_ = true;
  Send(control_, control::Shutdown());
  Send(frames_, frames::Shutdown());
}

void RendererChannels::Drain() {
  control_.DrainAndEnd();
  frames_.DrainAndEnd();
}

void RendererChannels::Close() {
  control_.Close();
  frames_.Close();
}

void RendererChannels::CheckQueueAge() {
  control_.CheckQueueAge();
  frames_.CheckQueueAge();
}

bool RendererChannels::FindPage(Channel& channel, uint32_t id, RendererPage** page) {
  const auto found = pages_.find(id);
  *page = found != pages_.end() ? found->second : nullptr;
  if (*page == nullptr && !closed_pages_.contains(id)) {
    channel.Refuse(BadMessageRule::kId, "page " + std::to_string(id));
    return false;
  }
  return true;
}

template <class Message, class Handle>
void RendererChannels::ForPage(Channel& channel, Frame& frame, Handle handle) {
  Message message;
  RendererPage* page = nullptr;
  if (channel.Parse(frame, message) && FindPage(channel, message.page(), &page) && page != nullptr) {
    recorder_.NotePage(frame.header.number, message.page());
    handle(*page, message);
  }
}

void RendererChannels::OnControlFrame(Frame& frame) {
  const auto number = static_cast<proto::ControlUp>(frame.header.number);
  if (number != proto::HELLO && number != proto::PONG) {
    client_.OnMainTraffic();
  }
  switch (number) {
    case proto::HELLO:
      OnHello(frame);
      return;
    case proto::PONG: {
      control::Pong pong;
      if (control_.Parse(frame, pong) && !client_.OnPong(pong.nonce())) {
        control_.Refuse(BadMessageRule::kId, "pong " + std::to_string(pong.nonce()));
      }
      return;
    }
    case proto::GOODBYE: {
      control::Goodbye goodbye;
      if (control_.Parse(frame, goodbye)) {
        control_.gate().set_state(proto::CLOSING);
        client_.OnGoodbye();
      }
      return;
    }
    case proto::PAGE_LOADED:
      ForPage<control::PageLoaded>(control_, frame, [](RendererPage& page, const auto& message) {
        page.OnPageLoaded(message.document());
      });
      return;
    case proto::TITLE_CHANGED:
      ForPage<control::TitleChanged>(control_, frame,
                                     [](RendererPage& page, const auto& message) { page.OnTitleChanged(message); });
      return;
    case proto::CONSOLE:
      OnConsole(frame);
      return;
    case proto::SCRIPT_ERROR:
      ForPage<control::ScriptError>(control_, frame,
                                    [](RendererPage& page, const auto& message) { page.OnScriptError(message); });
      return;
    case proto::RESOURCE_REQUEST:
      ForPage<control::ResourceRequest>(control_, frame, [this](RendererPage& page, const auto& message) {
        if (!page.OnResourceRequest(message)) {
          control_.Refuse(BadMessageRule::kId, "request " + std::to_string(message.request()));
        }
      });
      return;
    case proto::FAULT_FIRED:
      OnFaultFired(frame);
      return;
    case proto::PROBE_RESULT:
      OnProbeResult(frame);
      return;
    case proto::PAGE_MESSAGE:
      ForPage<control::PageMessage>(control_, frame, [this](RendererPage& page, const auto& message) {
        if (!page.OnPageMessage(message)) {
          control_.Refuse(BadMessageRule::kField, "a page's message that is no JSON");
        }
      });
      return;
    case proto::MESSAGES_TAKEN:
      ForPage<control::MessagesTaken>(control_, frame, [this](RendererPage& page, const auto& message) {
        if (!page.OnMessagesTaken(message)) {
          control_.Refuse(BadMessageRule::kField, "messages taken: " + std::to_string(message.total()));
        }
      });
      return;
  }
}

void RendererChannels::OnHello(Frame& frame) {
  control::Hello hello;
  if (!control_.Parse(frame, hello)) {
    return;
  }
  if (hello.steps_size() > kMaxHelloSteps) {
    control_.Refuse(BadMessageRule::kField, std::to_string(hello.steps_size()) + " steps");
    return;
  }
  control_.gate().set_state(proto::OPEN);
  if (auto broken = client_.OnHello(hello)) {
    control_.Refuse(broken->first, std::move(broken->second));
  }
}

void RendererChannels::OnConsole(Frame& frame) {
  ForPage<control::Console>(control_, frame, [this](RendererPage& page, const control::Console& message) {
    if (!control::ConsoleLevel_IsValid(message.level())) {
      control_.Refuse(BadMessageRule::kField, "console level " + std::to_string(message.level()));
      return;
    }
    page.OnConsole(message);
  });
}

// Only what the catalogue has: it becomes an event as it is.
void RendererChannels::OnFaultFired(Frame& frame) {
  if (!client_.faults()) {
    control_.Refuse(BadMessageRule::kState, "a fault from a renderer that was asked for none");
    return;
  }
  ForPage<control::FaultFired>(control_, frame, [this](RendererPage& page, const control::FaultFired& message) {
    const FaultParse parse = ParseFault(message.fault());
    if (!parse.call || parse.call->entry().kind != FaultKind::kTab || parse.call->site() != message.site() ||
        parse.call->entry().how != message.how()) {
      control_.Refuse(BadMessageRule::kField, "a fault that is none");
      return;
    }
    page.OnFaultFired(message);
  });
}

void RendererChannels::OnProbeResult(Frame& frame) {
  if (!client_.probing()) {
    control_.Refuse(BadMessageRule::kState, "a probe's result from a renderer that does not probe");
    return;
  }
  ForPage<control::ProbeResult>(control_, frame, [this](RendererPage& page, const control::ProbeResult& message) {
    if (!control::ProbeOutcome_IsValid(message.outcome())) {
      control_.Refuse(BadMessageRule::kField, "probe outcome " + std::to_string(message.outcome()));
      return;
    }
    page.OnProbeResult(message);
  });
}

void RendererChannels::OnFramesFrame(Frame& frame) {
  switch (static_cast<proto::FramesUp>(frame.header.number)) {
    case proto::FRAMES_HELLO: {
      frames::FramesHello hello;
      if (frames_.Parse(frame, hello)) {
        frames_.gate().set_state(proto::OPEN);
      }
      return;
    }
    case proto::FRAME_READY:
      OnFrameReady(frame);
      return;
    case proto::FRAMES_PONG:
      OnFramesPong(frame);
      return;
  }
}

void RendererChannels::OnFrameReady(Frame& frame) {
  ForPage<frames::FrameReady>(frames_, frame, [this](RendererPage& page, const frames::FrameReady& message) {
    std::optional<uint32_t> credit;
    if (!page.OnFrameReady(message, &credit)) {
      frames_.Refuse(BadMessageRule::kFrame, "buffer " + std::to_string(message.buffer()) + ", sequence " +
                                                 std::to_string(message.sequence()));
      return;
    }
    if (credit) {
      GiveBack(message.page(), *credit);
    }
  });
}

void RendererChannels::GiveBack(uint32_t id, uint32_t buffer) {
  frames::FrameCredit credit;
  credit.set_page(id);
  credit.set_buffer(buffer);
  Send(frames_, credit);
}

void RendererChannels::OnFramesPong(Frame& frame) {
  frames::Pong pong;
  if (!frames_.Parse(frame, pong)) {
    return;
  }
  if (!frames_ping_outstanding_ || pong.nonce() != frames_nonce_) {
    frames_.Refuse(BadMessageRule::kId, "pong " + std::to_string(pong.nonce()));
    return;
  }
  frames_ping_outstanding_ = false;
  for (const frames::PageFrames& counts : pong.pages()) {
    RendererPage* page = nullptr;
    if (!FindPage(frames_, counts.page(), &page)) {
      return;
    }
    if (page != nullptr) {
      page->OnFramesDue(counts);
    }
  }
}

}  // namespace bulkhead
