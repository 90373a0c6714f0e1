// The channel between two processes, each figure beside a baseline of the same run.
#include <benchmark/benchmark.h>

#include "tools/benchmarks/channel_peer.h"
#include "tools/benchmarks/child.h"
#include "tools/benchmarks/raw_peer.h"
#include "tools/benchmarks/sized_message.h"
#include "tools/benchmarks/unbuffered_peer.h"

namespace bulkhead {
namespace {

// 64 KiB go as eight frames, the largest that a message up may be.
constexpr size_t kPiece = 8000;

size_t Pieces(size_t bytes) {
  return (bytes + kPiece - 1) / kPiece;
}

void SendPieces(ChannelPeer& peer, size_t bytes) {
  for (size_t left = bytes; left > 0; left -= std::min(left, kPiece)) {
    peer.Send(std::min(left, kPiece));
  }
}

Placement PlacementOf(const benchmark::State& state) {
  return state.range(1) == 1 ? Placement::kOneCore : Placement::kTwoCores;
}

void RoundTripRaw(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  Child child(PlacementOf(state), [bytes](UniqueFd socket) {
    RawPeer echo(socket.get());
    while (echo.Read(bytes) && echo.Write(bytes)) {
    }
  });
  RawPeer peer(child.socket());
  for (auto _ : state) {
    if (!peer.Write(bytes) || !peer.Read(bytes)) {
      state.SkipWithError("the echo is gone");
    }
  }
}

// The raw round trip with the same messages encoded and parsed: what protobuf takes, and not the channel.
class RawMessages {
 public:
  explicit RawMessages(int socket) : peer_(socket) {}

  bool Send(size_t bytes) {
    uint8_t* to = peer_.buffer();
    for (size_t left = bytes; left > 0; left -= std::min(left, kPiece)) {
      SizeFrame(message_, *message_.mutable_text(), std::min(left, kPiece));
      message_.ByteSizeLong();
      to = message_.SerializeWithCachedSizesToArray(to + kFrameHeaderBytes);
    }
    return peer_.Write(bytes);
  }
  bool Receive(size_t bytes) {
    if (!peer_.Read(bytes)) {
      return false;
    }
    const uint8_t* from = peer_.buffer();
    for (size_t left = bytes; left > 0; left -= std::min(left, kPiece)) {
      const size_t piece = std::min(left, kPiece);
      if (!message_.ParseFromArray(from + kFrameHeaderBytes, static_cast<int>(piece - kFrameHeaderBytes))) {
        return false;
      }
      from += piece;
    }
    return true;
  }

 private:
  RawPeer peer_;
  control::Console message_;
};

void RoundTripRawProtobuf(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  Child child(PlacementOf(state), [bytes](UniqueFd socket) {
    RawMessages echo(socket.get());
    while (echo.Receive(bytes) && echo.Send(bytes)) {
    }
  });
  RawMessages peer(child.socket());
  for (auto _ : state) {
    if (!peer.Send(bytes) || !peer.Receive(bytes)) {
      state.SkipWithError("the echo is gone");
    }
  }
}

void RoundTripChannel(benchmark::State& state) {
  const auto bytes = static_cast<size_t>(state.range(0));
  const size_t pieces = Pieces(bytes);
  Child child(PlacementOf(state), [pieces, bytes](UniqueFd socket) {
    ChannelPeer echo(std::move(socket), Direction::kDown);
    echo.on_message = [&](const std::string&, size_t) {
      if (echo.received_messages == pieces) {
        echo.received_messages = 0;
        SendPieces(echo, bytes);
      }
    };
    echo.RunUntil([] { return false; });
  });
  // As in a program: what is sent is sent by a handler, not from outside the loop.
  ChannelPeer peer(child.TakeSocket(), Direction::kUp);
  benchmark::IterationCount left = 0;
  peer.on_message = [&](const std::string&, size_t) {
    if (peer.received_messages == pieces) {
      peer.received_messages = 0;
      if (--left > 0) {
        SendPieces(peer, bytes);
      }
    }
  };
  const std::function<bool()> answered = [&] { return left == 0; };
  constexpr benchmark::IterationCount kBatch = 100;
  while (state.KeepRunningBatch(kBatch)) {
    left = kBatch;
    SendPieces(peer, bytes);
    if (!peer.RunUntil(answered)) {
      state.SkipWithError("the echo is gone");
    }
  }
}

// One iteration: this many messages of 1 KiB from the child to here, asked for by one message.
constexpr size_t kMessages = 20'000;
constexpr size_t kMessageBytes = 1024;
// So many may be on their way before the sender waits to hear that half of them came.
constexpr size_t kWindow = 1024;

void OneWayRaw(benchmark::State& state) {
  Child child(Placement::kTwoCores, [](UniqueFd socket) {
    RawPeer peer(socket.get());
    while (peer.Read(64)) {
      for (size_t i = 0; i < kMessages; ++i) {
        peer.Write(kMessageBytes);
      }
    }
  });
  RawPeer peer(child.socket());
  for (auto _ : state) {
    peer.Write(64);
    for (size_t i = 0; i < kMessages; ++i) {
      if (!peer.Read(kMessageBytes)) {
        state.SkipWithError("the sender is gone");
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kMessages));
}

void OneWayUnbuffered(benchmark::State& state) {
  Child child(Placement::kTwoCores, [](UniqueFd socket) {
    UnbufferedPeer peer(std::move(socket));
    while (peer.Receive(1) && peer.Send(kMessages, kMessageBytes)) {
    }
  });
  UnbufferedPeer peer(child.TakeSocket());
  for (auto _ : state) {
    if (!peer.Send(1, 64) || !peer.Receive(kMessages)) {
      state.SkipWithError("the sender is gone");
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kMessages));
}

void OneWayChannel(benchmark::State& state) {
  Child child(Placement::kTwoCores, [](UniqueFd socket) {
    ChannelPeer peer(std::move(socket), Direction::kDown);
    size_t left = 0;
    peer.on_message = [&](const std::string&, size_t frame_bytes) {
      size_t window = kWindow / 2;
      if (frame_bytes == 100) {  // a new iteration; the others are acknowledgements
        left = kMessages;
        window = kWindow;
      }
      for (; left > 0 && window > 0; --left, --window) {
        peer.Send(kMessageBytes);
      }
    };
    peer.RunUntil([] { return false; });
  });
  ChannelPeer peer(child.TakeSocket(), Direction::kUp);
  peer.on_message = [&](const std::string&, size_t) {
    if (peer.received_messages % (kWindow / 2) == 0) {
      peer.Send(64);
    }
  };
  const std::function<bool()> done = [&] { return peer.received_messages == kMessages; };
  for (auto _ : state) {
    peer.received_messages = 0;
    peer.Send(100);
    if (!peer.RunUntil(done)) {
      state.SkipWithError("the sender is gone");
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kMessages));
}

void RoundTrips(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"bytes", "cores"})->ArgsProduct({{64, 64 * 1024}, {1, 2}});
  benchmark->UseRealTime()->Unit(benchmark::kMicrosecond);
}
BENCHMARK(RoundTripRaw)->Apply(RoundTrips);
BENCHMARK(RoundTripRawProtobuf)->Apply(RoundTrips);
BENCHMARK(RoundTripChannel)->Apply(RoundTrips);
BENCHMARK(OneWayRaw)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(OneWayUnbuffered)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(OneWayChannel)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bulkhead

BENCHMARK_MAIN();
