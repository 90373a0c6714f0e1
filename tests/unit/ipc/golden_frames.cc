#include "tests/unit/ipc/golden_frames.h"

#include <google/protobuf/text_format.h>

#include "ipc/os/check.h"
#include "proto/control.pb.h"
#include "proto/frames.pb.h"

namespace bulkhead {
namespace {

template <class Message>
GoldenFrame Of(const std::string& text, std::string hex, size_t descriptors = 0) {
  auto message = std::make_shared<Message>();
  BULKHEAD_CHECK(google::protobuf::TextFormat::ParseFromString(text, message.get()));
  return {std::move(message), descriptors, std::move(hex)};
}

}  // namespace

const MessageContract& GoldenFrame::contract() const {
  return MessageContracts()[ReadContract(*message->GetDescriptor()).number];
}

proto::ConnectionState GoldenFrame::state() const {
  return (contract().states & (1U << proto::OPEN)) != 0 ? proto::OPEN : proto::CONNECTING;
}

const std::vector<GoldenFrame>& GoldenFrames() {
  static const std::vector<GoldenFrame> frames = {
      // length, number, descriptors, magic; payload
      Of<control::Navigate>(R"(page: 7 url: "clock.html" size: 4096 width: 800 height: 600)",
          "17 00 00 00 01 00 01 b7 08 07 12 0a 63 6c 6f 63 6b 2e 68 74 6d 6c 18 80 20 20 a0 06 28 d8 04", 1),
      Of<control::ClosePage>("page: 7",
          "02 00 00 00 02 00 00 b7 08 07"),
      Of<control::Ping>("nonce: 258",
          "03 00 00 00 03 00 00 b7 08 82 02"),
      Of<control::Shutdown>("",
          "00 00 00 00 04 00 00 b7"),
      Of<control::ResourceReply>("page: 7 request: 3 size: 300",
          "07 00 00 00 05 00 01 b7 08 07 10 03 20 ac 02", 1),
      Of<control::PostMessage>(R"(page: 7 json: "[1]")",
          "07 00 00 00 06 00 00 b7 08 07 12 03 5b 31 5d"),
      Of<control::InjectFault>(R"(page: 7 fault: "exit.code")",
          "0d 00 00 00 07 00 00 b7 08 07 12 09 65 78 69 74 2e 63 6f 64 65"),
      Of<control::Hello>(R"(build: "b1" threads: 5 steps { name: "fork" at_ns: 1 } steps { name: "id" at_ns: 2 })",
          "18 00 00 00 20 00 00 b7 0a 02 62 31 10 05 1a 08 0a 04 66 6f 72 6b 10 01 1a 06 0a 02 69 64 10 02"),
      Of<control::Pong>("nonce: 258",
          "03 00 00 00 21 00 00 b7 08 82 02"),
      Of<control::Goodbye>("",
          "00 00 00 00 22 00 00 b7"),
      Of<control::PageLoaded>("page: 7",
          "02 00 00 00 23 00 00 b7 08 07"),
      Of<control::TitleChanged>(R"(page: 7 text: "Uhr \303\274")",
          "0a 00 00 00 24 00 00 b7 08 07 12 06 55 68 72 20 c3 bc"),
      Of<control::Console>(R"(page: 7 level: CONSOLE_WARN text: "hm" source: "a.js" line: 12)",
          "10 00 00 00 25 00 00 b7 08 07 10 03 1a 02 68 6d 22 04 61 2e 6a 73 28 0c"),
      Of<control::ScriptError>(R"(page: 7 message: "x" source: "a.js" line: 2 stack: "f@a.js:2")",
          "17 00 00 00 26 00 00 b7 08 07 12 01 78 1a 04 61 2e 6a 73 20 02 2a 08 66 40 61 2e 6a 73 3a 32"),
      Of<control::ResourceRequest>(R"(page: 7 request: 3 url: "img/a.png")",
          "0f 00 00 00 27 00 00 b7 08 07 10 03 1a 09 69 6d 67 2f 61 2e 70 6e 67"),
      Of<control::FaultFired>(R"(page: 7 fault: "crash.segv" site: "main" how: "real" evidence: "store to 0")",
          "26 00 00 00 28 00 00 b7 08 07 12 0a 63 72 61 73 68 2e 73 65 67 76 1a 04 6d 61 69 6e 22 04 72 65 61 6c 2a 0a 73 74 6f 72 65 20 74 6f 20 30"),
      Of<control::ProbeResult>(R"(page: 7 attempt: "net.tcp" outcome: PROBE_REFUSED error: 13 text: "no")",
          "13 00 00 00 29 00 00 b7 08 07 12 07 6e 65 74 2e 74 63 70 18 02 20 0d 2a 02 6e 6f"),
      Of<control::PageMessage>(R"(page: 7 json: "[1]")",
          "07 00 00 00 2a 00 00 b7 08 07 12 03 5b 31 5d"),
      Of<control::MessagesTaken>("page: 7 total: 300",
          "05 00 00 00 2b 00 00 b7 08 07 10 ac 02"),
      Of<frames::OpenPage>("page: 7 width: 800 height: 600 stride: 3200 buffers: 2",
          "0d 00 00 00 40 00 01 b7 08 07 10 a0 06 18 d8 04 20 80 19 28 02", 1),
      Of<frames::ClosePage>("page: 7",
          "02 00 00 00 41 00 00 b7 08 07"),
      Of<frames::FrameCredit>("page: 7 buffer: 1",
          "04 00 00 00 42 00 00 b7 08 07 10 01"),
      Of<frames::Ping>("nonce: 258",
          "03 00 00 00 43 00 00 b7 08 82 02"),
      Of<frames::Shutdown>("",
          "00 00 00 00 44 00 00 b7"),
      Of<frames::TakeStacks>("",
          "00 00 00 00 45 00 00 b7"),
      Of<frames::FramesHello>("",
          "00 00 00 00 60 00 00 b7"),
      Of<frames::FrameReady>("page: 7 buffer: 1 sequence: 60 due: 61 run_start: true commit: 300",
          "0d 00 00 00 61 00 00 b7 08 07 10 01 18 3c 20 3d 28 01 30 ac 02"),
      Of<frames::Pong>("nonce: 258 pages { page: 7 due: 61 presented: 60 }",
          "0b 00 00 00 62 00 00 b7 08 82 02 12 06 08 07 10 3d 18 3c"),
  };
  return frames;
}

const GoldenFrame& Golden(const std::string& name) {
  for (const GoldenFrame& frame : GoldenFrames()) {
    if (frame.message->GetTypeName() == name) {
      return frame;
    }
  }
  BULKHEAD_CHECK(false);
  std::abort();
}

}  // namespace bulkhead
