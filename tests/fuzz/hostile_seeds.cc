// Plays that go deep, for mutation to go astray from: a life in order, a crash, a hang, a renderer that does not read, births
// that fail, one renderer for all.
#include <csignal>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "ipc/crash_area.h"
#include "ipc/message_table.h"
#include "ipc/os/check.h"
#include "tests/fuzz/hostile_ops.h"
#include "tests/fuzz/seeds.h"

namespace bulkhead {
namespace {

using enum HostileOp;

constexpr uint8_t kHonest = kHonestPage | kHonestCounts;

class Script {
 public:
  explicit Script(uint8_t options = 0) : bytes_{options} {}

  Script& Add(HostileOp op, std::initializer_list<int> operands = {}, uint8_t bits = 0) {
    bytes_.push_back(static_cast<uint8_t>(static_cast<uint8_t>(op) | bits));
    return Bytes(operands);
  }
  Script& Bytes(std::initializer_list<int> bytes) {
    for (const int byte : bytes) {
      bytes_.push_back(static_cast<uint8_t>(byte));
    }
    return *this;
  }
  Script& Text(std::string_view text) {
    BULKHEAD_CHECK(text.size() < kLongText);
    bytes_.push_back(static_cast<uint8_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  Script& Short(size_t value) { return Bytes({static_cast<int>(value & 0xff), static_cast<int>(value >> 8 & 0xff)}); }
  // Its fields follow.
  Script& Message(int number, uint8_t flags = kHonest, uint8_t bits = 0) {
    int place = 0;
    for (const MessageContract& contract : MessageContracts()) {
      if (contract.number == number && contract.declared) {
        break;
      }
      place += contract.declared && contract.direction == Direction::kUp ? 1 : 0;
    }
    return Add(kMessage, {place, flags}, bits);
  }
  Script& Frame() { return Message(proto::FRAME_READY).Bytes({1, 0}); }
  Script& Time(size_t milliseconds) { return Add(kTime).Short(milliseconds); }
  Script& Die(int status) { return Add(kDie).Short(static_cast<size_t>(status)).Bytes({0}); }
  Script& InCrashArea(size_t offset, std::string_view bytes) { return Add(kCrashArea).Short(offset).Text(bytes); }
  Script& InCrashArea(size_t offset, uint32_t value) {
    return InCrashArea(offset, std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
  }

  operator std::vector<uint8_t>() const { return bytes_; }  // NOLINT: a script is its bytes

 private:
  std::vector<uint8_t> bytes_;
};

Script Life() {
  Script script;
  script.Add(kStart);
  script.Message(proto::PAGE_LOADED);
  script.Message(proto::TITLE_CHANGED).Text("Uhr");
  script.Message(proto::CONSOLE).Bytes({3}).Text("hm").Text("a.js").Bytes({12});
  script.Message(proto::SCRIPT_ERROR).Text("x").Text("a.js").Bytes({2}).Text("f@a.js:2");
  script.Message(proto::RESOURCE_REQUEST).Bytes({1}).Text("a.css");
  script.Message(proto::RESOURCE_REQUEST).Bytes({2}).Text("../b.png");
  script.Message(proto::FAULT_FIRED).Text("crash.segv").Text("main").Text("real").Text("store");
  script.Frame().Frame().Frame().Add(kLook);
  script.Add(kPost, {1}).Text("[1]");
  script.Message(proto::MESSAGES_TAKEN).Bytes({1});
  script.Message(proto::PAGE_MESSAGE).Text("{\"a\": [1e-9, null]}");
  script.Time(1000).Time(1000).Time(1000);
  script.Add(kShutdown).Message(proto::GOODBYE).Die(0);
  return script;
}

Script Crash() {
  Script script(1 << kRestartShift);
  script.Add(kStart).Frame();
  constexpr size_t record = offsetof(CrashArea, records);
  script.InCrashArea(offsetof(CrashArea, crashes), 1);
  script.InCrashArea(record + offsetof(CrashRecord, state), CrashRecord::kComplete);
  script.InCrashArea(record + offsetof(CrashRecord, signal), SIGSEGV);
  script.InCrashArea(record + offsetof(CrashRecord, frame_count), 3);
  script.InCrashArea(record + offsetof(CrashRecord, thread_name), "main");
  script.InCrashArea(record + offsetof(CrashRecord, message), "gone\x1b[31m");
  script.InCrashArea(offsetof(CrashArea, script_source), "a.js");
  script.InCrashArea(offsetof(CrashArea, steps_done), 2);
  script.InCrashArea(offsetof(CrashArea, late_thread) + offsetof(LateThread, attempts), 1);
  script.InCrashArea(offsetof(CrashArea, late_thread) + offsetof(LateThread, frame_count), 2);
  script.Add(kLog).Text("last words\n");
  script.Die(SIGSEGV).Time(150).Add(kStart).Frame().Die(SIGKILL);
  return script;
}

Script Hang() {
  Script script;
  script.Add(kStart).Add(kAnswerPings, {0}).Time(1000).Time(1000);
  script.Message(proto::PONG).Message(proto::FRAMES_PONG).Bytes({1, 9}).Time(1000).Time(1000).Time(1500);
  script.Message(proto::PONG).Time(1000);
  for (int second = 0; second < 12; ++second) {
    script.Time(1000);
  }
  script.Die(SIGKILL);
  return script;
}

Script NeverReads() {
  Script script;
  script.Add(kStart).Message(proto::PAGE_LOADED).Add(kReading, {3});
  script.Add(kPostMany, {1, 32, 70});
  for (int request = 1; request < 8; ++request) {
    script.Message(proto::RESOURCE_REQUEST).Bytes({request}).Text("b.png");
  }
  script.Time(3000).Time(3000).Die(SIGKILL);
  return script;
}

Script Rules() {
  Script script(2 << kRestartShift | kSpare | kProbing);
  script.Add(kStart).Message(proto::PROBE_RESULT).Text("net.tcp").Bytes({2, 13}).Text("no");
  script.Add(kDescriptors, {2 << 3}).Text("0123").Die(SIGKILL).Time(200);
  script.Add(kStart).Add(kFrame, {proto::PAGE_LOADED}).Short(2).Bytes({8, 1}).Add(kRawControl, {}, kNoTurn).Text("\x03");
  script.Add(kRawControl).Text(std::string_view("\0\0\0\x21\0\0\xb7\x08\x82\x02", 10)).Add(kHalfClose, {1}).Time(600).Die(SIGKILL);
  script.Time(900).Add(kStart).Message(proto::TITLE_CHANGED, kHonest | kUnknownField).Text("t").Add(kClose, {3}).Time(600);
  return script;
}

Script Births() {
  Script script(1 << kSandboxShift | kSpare);
  script.Add(kOpen).Add(kTake).Message(proto::HELLO).Bytes({1}).Text("fork").Bytes({9}).Add(kBorn);
  script.Add(kSandboxSight, {1 + 4 * 3}).Add(kStart).Time(50).Time(150).Die(SIGKILL);
  script.Add(kTake).Add(kNotBorn, {1}).Add(kTake).Add(kNotBorn, {0}).Add(kSandboxSight, {0}).Add(kStart);
  script.Add(kCompartmentLost).Time(100).Add(kStart).Time(5000).Add(kTake).Time(5000).Time(6000).Add(kBorn);
  return script;
}

// Before its Hello, at a step that it names; and outside strict, with a layer missing.
Script StartupFails() {
  Script script(1 << kSandboxShift | 1 << kRestartShift);
  script.Add(kTake).Add(kBorn).InCrashArea(offsetof(CrashArea, failed_step), "landlock");
  script.InCrashArea(offsetof(CrashArea, failed_why), "no").Die(kStartupFailedExit << 8).Time(150);
  script.Add(kTake).Add(kBorn).InCrashArea(offsetof(CrashArea, missing_layers), 1);
  script.InCrashArea(offsetof(CrashArea, missing), "seccomp").Message(proto::HELLO).Bytes({1}).Text("fork").Bytes({9});
  script.Die(SIGKILL);
  return script;
}

Script OneForAll() {
  Script script(2);
  script.Add(kOpen).Add(kOpen).Add(kOpen).Add(kStart);
  script.Message(proto::PAGE_LOADED, 0).Bytes({1}).Message(proto::TITLE_CHANGED, 0).Bytes({2}).Text("two");
  script.Add(kInAnswer, {0, 0, 3}).Message(proto::TITLE_CHANGED, 0).Bytes({3}).Text("closed in answer");
  script.Message(proto::TITLE_CHANGED, 0).Bytes({3}).Text("late").Add(kCloseTab, {1}).Add(kOpen);
  script.Add(kInAnswer, {0, 4, 0}).Message(proto::GOODBYE).Die(1);
  return script;
}

// What its user asks of a tab: another document, faults before and after it has loaded, to sleep.
Script UserAsks() {
  Script script;
  script.Add(kInject, {1, 0}).Add(kStart).Message(proto::PAGE_LOADED).Add(kReload, {1}).Add(kPost, {1}).Text("1");
  script.Message(proto::PAGE_LOADED).Time(50).Message(proto::PAGE_LOADED).Add(kInject, {1, 16}).Add(kStop, {1, 1}).Time(3000);
  script.Add(kStop, {1, 0}).Time(50).Add(kLook).Add(kAnswerPings, {0});
  for (int second = 0; second < 4; ++second) {
    script.Time(1000);
  }
  script.Add(kReload, {1}).Die(SIGKILL).Time(50).Add(kStart).Message(proto::PAGE_LOADED).Die(SIGKILL).Add(kReload, {1}).Time(50);
  return script;
}

}  // namespace

Seeds HostileSeeds() {
  return {{"seed_life", Life()},   {"seed_crash", Crash()}, {"seed_hang", Hang()},       {"seed_never_reads", NeverReads()},
          {"seed_rules", Rules()}, {"seed_births", Births()}, {"seed_one_for_all", OneForAll()},
          {"seed_startup_fails", StartupFails()}, {"seed_user_asks", UserAsks()}};
}

}  // namespace bulkhead
