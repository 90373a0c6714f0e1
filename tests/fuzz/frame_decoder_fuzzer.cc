// The frame decoder against any bytes in any reads, with descriptors. However a stream is cut, it says the same: the same
// frames, the same verdict; what it hands out is what came, byte by byte and descriptor by descriptor; none stays open.
#include "ipc/frame_decoder.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>

#include "ipc/os/check.h"
#include "ipc/parse_payload.h"
#include "tests/fuzz/decoder_input.h"
#include "tests/support/descriptor_count.h"
#include "tests/support/open_descriptors.h"

namespace bulkhead {
namespace {

using Bytes = std::vector<uint8_t>;

// One receiver, fed as a socket would.
class Wire {
 public:
  explicit Wire(const DecoderInput& input) : gate_(input.channel, input.direction), decoder_(gate_) {
    gate_.set_state(input.state);
  }

  void Read(std::span<const uint8_t> bytes, size_t descriptors) {
    do {
      const std::span<uint8_t> room = decoder_.Prepare();
      const auto part = bytes.first(std::min(bytes.size(), room.size()));
      std::copy(part.begin(), part.end(), room.begin());
      bytes = bytes.subspan(part.size());
      decoder_.Commit(part.size(), Open(std::exchange(descriptors, 0)));
      while (auto frame = decoder_.Next(TimePoint{})) {
        Take(*frame);
      }
    } while (!bytes.empty() && !violation());
  }

  std::optional<BadMessageRule> violation() const { return decoder_.violation(); }
  bool inside_frame() const { return decoder_.inside_frame(); }
  // What was handed out, encoded again.
  const Bytes& handed_out() const { return handed_out_; }
  const std::vector<size_t>& ends() const { return ends_; }

 private:
  std::vector<UniqueFd> Open(size_t count) {
    std::vector<UniqueFd> descriptors = OpenDescriptors(count);
    for (const UniqueFd& descriptor : descriptors) {
      sent_.push_back(descriptor.get());
    }
    return descriptors;
  }
  void Take(const Frame& frame) {
    const auto header = EncodeHeader(frame.header);
    BULKHEAD_CHECK(frame.header.length == frame.payload.size());
    handed_out_.insert(handed_out_.end(), header.begin(), header.end());
    handed_out_.insert(handed_out_.end(), frame.payload.begin(), frame.payload.end());
    ends_.push_back(handed_out_.size());
    BULKHEAD_CHECK(frame.header.descriptors == frame.descriptors.size());
    for (const UniqueFd& descriptor : frame.descriptors) {
      BULKHEAD_CHECK(claimed_ < sent_.size() && descriptor.get() == sent_[claimed_]);
      ++claimed_;
    }
    Parse(frame);
  }
  // Nothing to hold it to but that it ends.
  void Parse(const Frame& frame) {
    const auto* pool = google::protobuf::DescriptorPool::generated_pool();
    const auto* descriptor = pool->FindMessageTypeByName(MessageContracts()[frame.header.number].name);
    BULKHEAD_CHECK(descriptor != nullptr);
    const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
    const std::unique_ptr<google::protobuf::Message> message(prototype->New());
    (void)ParsePayload(frame.payload, gate_.receives(), *message);
  }

  MessageGate gate_;
  FrameDecoder decoder_;
  Bytes handed_out_;
  std::vector<size_t> ends_;
  std::vector<int> sent_;   // numbers, in their order
  size_t claimed_ = 0;      // of these
};

// What is left behind the last frame is no whole frame, and begins the stream again where it was left.
void CheckAgainstStream(const Wire& wire, const Bytes& stream) {
  const Bytes& out = wire.handed_out();
  BULKHEAD_CHECK(out.size() <= stream.size() && std::equal(out.begin(), out.end(), stream.begin()));
  if (wire.violation()) {
    return;
  }
  const size_t left = stream.size() - out.size();
  BULKHEAD_CHECK(wire.inside_frame() == (left > 0));
  if (left >= kFrameHeaderBytes) {
    BULKHEAD_CHECK(left < kFrameHeaderBytes + DecodeHeader(stream.data() + out.size()).length);
  }
}

void CheckSame(const Wire& one, const Wire& other) {
  BULKHEAD_CHECK(one.violation() == other.violation());
  BULKHEAD_CHECK(one.handed_out() == other.handed_out() && one.ends() == other.ends());
  BULKHEAD_CHECK(one.violation() || one.inside_frame() == other.inside_frame());
}

void Run(const DecoderInput& input) {
  Bytes stream;
  Wire wire(input);
  for (const DecoderInput::Read& read : input.reads) {
    if (wire.violation()) {
      break;
    }
    stream.insert(stream.end(), read.bytes.begin(), read.bytes.end());
    // A read without a byte brings no descriptors either.
    if (!read.bytes.empty()) {
      wire.Read(read.bytes, read.descriptors);
    }
  }
  CheckAgainstStream(wire, stream);
  if (input.with_descriptors()) {
    return;  // they belong to a read: the same bytes in others are another stream
  }
  Wire whole(input);
  whole.Read(stream, 0);
  CheckSame(wire, whole);
  Wire single(input);
  for (size_t at = 0; at < stream.size() && !single.violation(); ++at) {
    single.Read(std::span(stream).subspan(at, 1), 0);
  }
  CheckSame(wire, single);
}

}  // namespace
}  // namespace bulkhead

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bulkhead::DecoderInput input = bulkhead::DecoderInput::Parse({data, size});
  if (!input.with_descriptors()) {
    bulkhead::Run(input);
    return 0;
  }
  const size_t open = bulkhead::CountOpenDescriptors();
  bulkhead::Run(input);
  BULKHEAD_CHECK(bulkhead::CountOpenDescriptors() == open);
  return 0;
}
