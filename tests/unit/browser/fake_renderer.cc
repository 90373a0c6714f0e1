#include "tests/unit/browser/fake_renderer.h"

#include "ipc/os/memfd.h"

namespace bulkhead {
namespace {

std::string Read(const Frame& frame, uint64_t size) {
  if (frame.descriptors.empty()) {
    return {};
  }
  const Result<std::string> bytes = ReadSealedCopy(frame.descriptors[0].get(), size);
  return bytes ? *bytes : "unreadable";
}

}  // namespace

void FakeRenderer::OnControl(Frame& frame) {
  switch (static_cast<proto::ControlDown>(frame.header.number)) {
    case proto::NAVIGATE:
      navigate.emplace();
      control_.Parse(frame, *navigate);
      document = Read(frame, navigate->size());
      ++navigations;
      return;
    case proto::CLOSE_PAGE: {
      control::ClosePage closed;
      control_.Parse(frame, closed);
      closed_pages.push_back(closed.page());
      return;
    }
    case proto::PING: {
      control::Ping ping;
      control_.Parse(frame, ping);
      pings.push_back(ping);
      if (answer_pings) {
        control::Pong pong;
        pong.set_nonce(ping.nonce());
        control_.Send(pong);
      }
      return;
    }
    case proto::SHUTDOWN:
      shutdown = true;
      return;
    case proto::POST_MESSAGE: {
      control::PostMessage message;
      control_.Parse(frame, message);
      posts.push_back(message.json());
      return;
    }
    case proto::INJECT_FAULT: {
      control::InjectFault message;
      control_.Parse(frame, message);
      faults.push_back(message.fault());
      return;
    }
    case proto::RESOURCE_REPLY: {
      control::ResourceReply reply;
      control_.Parse(frame, reply);
      resources.push_back(Read(frame, reply.size()));
      replies.push_back(std::move(reply));
      return;
    }
  }
}

void FakeRenderer::OnFrames(Frame& frame) {
  switch (static_cast<proto::FramesDown>(frame.header.number)) {
    case proto::FRAMES_OPEN_PAGE:
      page.emplace();
      frames_.Parse(frame, *page);
      ring = std::move(frame.descriptors.at(0));
      return;
    case proto::FRAME_CREDIT:
      credits.emplace_back();
      frames_.Parse(frame, credits.back());
      return;
    case proto::FRAMES_PING: {
      frames::Ping ping;
      frames_.Parse(frame, ping);
      frames_pings.push_back(ping);
      if (answer_pings) {
        frames::Pong pong;
        pong.set_nonce(ping.nonce());
        frames_.Send(pong);
      }
      return;
    }
    case proto::TAKE_STACKS:
      asked_for_stacks = true;
      return;
    case proto::FRAMES_CLOSE_PAGE:
    case proto::FRAMES_SHUTDOWN:
      return;
  }
}

}  // namespace bulkhead
