#include "browser/cli/live/keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "browser/cli/plain_text.h"

namespace bulkhead {
namespace {

constexpr char kEscapeByte = '\x1b';

struct Sequence {
  std::string_view bytes;  // behind ESC [ or ESC O
  Key::Kind kind;
};
// ECMA-48 cursor keys as xterm, the Linux console, rxvt and tmux send them.
constexpr std::array kSequences = {
    Sequence{"A", Key::Kind::kUp},      Sequence{"B", Key::Kind::kDown},    Sequence{"5~", Key::Kind::kPageUp},
    Sequence{"6~", Key::Kind::kPageDown}, Sequence{"H", Key::Kind::kHome},  Sequence{"1~", Key::Kind::kHome},
    Sequence{"7~", Key::Kind::kHome},   Sequence{"F", Key::Kind::kEnd},     Sequence{"4~", Key::Kind::kEnd},
    Sequence{"8~", Key::Kind::kEnd},    Sequence{"M", Key::Kind::kEnter},
};

std::optional<Key::Kind> ControlKey(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return Key::Kind::kEnter;
    case '\t':
      return Key::Kind::kTab;
    case '\x7f':
    case '\b':
      return Key::Kind::kBackspace;
    default:
      return std::nullopt;
  }
}

// Bytes of the UTF-8 character that `lead` begins; 1 for what begins none.
size_t LengthOf(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte >= 0xF8 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

// More bytes may make a character of it.
bool IsCut(std::string_view text) {
  const size_t length = LengthOf(text[0]);
  return text.size() < length && std::all_of(text.begin() + 1, text.end(), [](char byte) {
           return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
         });
}

}  // namespace

std::vector<Key> KeyDecoder::Feed(std::string_view bytes) {
  pending_ += bytes;
  std::vector<Key> keys;
  while (!pending_.empty() && TakeOne(&keys)) {
  }
  return keys;
}

std::vector<Key> KeyDecoder::Flush() {
  std::vector<Key> keys;
  if (pending_ == std::string(1, kEscapeByte)) {
    keys.push_back({Key::Kind::kEscape, 0});
  }
  pending_.clear();
  return keys;
}

bool KeyDecoder::TakeOne(std::vector<Key>* keys) {
  if (pending_[0] == kEscapeByte) {
    return TakeSequence(keys);
  }
  if (const auto control = ControlKey(pending_[0])) {
    keys->push_back({*control, 0});
    pending_.erase(0, 1);
    return true;
  }
  if (IsCut(pending_)) {
    return false;
  }
  std::string_view rest = pending_;
  const char32_t point = TakeCodePoint(&rest);
  pending_.erase(0, pending_.size() - rest.size());
  if (!IsHostile(point)) {
    keys->push_back({Key::Kind::kText, point});
  }
  return true;
}

bool KeyDecoder::TakeSequence(std::vector<Key>* keys) {
  if (pending_.size() < 2) {
    return false;
  }
  if (pending_[1] != '[' && pending_[1] != 'O') {
    // Escape, then something else, or a key held with Alt: the escape counts, and what follows.
    keys->push_back({Key::Kind::kEscape, 0});
    pending_.erase(0, 1);
    return true;
  }
  // Parameters and intermediates, then one final byte (ECMA-48, 5.4).
  const auto end = std::find_if(pending_.begin() + 2, pending_.end(), [](char c) { return c >= 0x40 && c <= 0x7e; });
  if (end == pending_.end()) {
    return false;
  }
  const std::string_view body(pending_.data() + 2, static_cast<size_t>(end - pending_.begin()) - 1);
  const auto known = std::find_if(kSequences.begin(), kSequences.end(),
                                  [&](const Sequence& sequence) { return sequence.bytes == body; });
  if (known != kSequences.end()) {
    keys->push_back({known->kind, 0});
  }
  pending_.erase(0, body.size() + 2);
  return true;
}

}  // namespace bulkhead
