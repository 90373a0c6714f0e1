// HostilePlay: one input of the hostile renderer's fuzzer, act by act.
#ifndef BULKHEAD_TESTS_FUZZ_HOSTILE_PLAY_H_
#define BULKHEAD_TESTS_FUZZ_HOSTILE_PLAY_H_

#include <cstdint>
#include <list>
#include <optional>
#include <span>

#include "tests/fuzz/fuzz_browser.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/hostile_message.h"
#include "tests/fuzz/hostile_ops.h"
#include "tests/unit/browser/fake_renderer.h"

namespace bulkhead {

class HostilePlay {
 public:
  explicit HostilePlay(std::span<const uint8_t> bytes);

  // To the last byte, then to the end of every renderer and of the browser.
  void Run();

 private:
  // A renderer as this side has it.
  struct Actor {
    Actor(boost::asio::io_context& loop, const Clock& clock, FakeCompartment::Request request, int pid)
        : renderer(loop, clock, std::move(request), pid) {}
    FakeRenderer renderer;
    bool answered = false;  // the zygote's word about it
    bool dead = false;
    uint64_t frames = 0;    // that it has said were ready, honestly
  };

  static HostOptions Options(uint8_t first);

  void Act();
  void Do(HostileOp op);
  void DoAsActor(HostileOp op, Actor& actor);
  // Null where there is none.
  Actor* Chosen(uint8_t act);

  void Write(Channel& channel, std::span<const uint8_t> bytes);
  void SendFrame(Actor& actor);
  void SendMessage(Actor& actor);
  void SendDescriptors(Actor& actor);
  void WriteCrashArea(Actor& actor);
  void Die(Actor& actor, int status, bool told, bool told_before);
  void End();

  Actor* Take();
  void Answer(Actor& actor, std::optional<bool> zygote_lost);
  // The browser never breaks a rule of its own protocol.
  void CheckDownward();

  FuzzInput input_;
  const HostOptions options_;
  FuzzBrowser browser_;
  std::list<Actor> actors_;  // the newest first; before the browser goes, they do
  int last_pid_ = 100;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_HOSTILE_PLAY_H_
