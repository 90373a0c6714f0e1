// Bytes of a terminal as keys. Pure.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_KEYS_H_
#define BULKHEAD_BROWSER_CLI_LIVE_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

struct Key {
  enum class Kind { kText, kUp, kDown, kPageUp, kPageDown, kHome, kEnd, kEnter, kTab, kBackspace, kEscape };
  Kind kind = Kind::kText;
  char32_t text = 0;  // kText: the character

  bool Is(char32_t character) const { return kind == Kind::kText && text == character; }
  friend bool operator==(const Key&, const Key&) = default;
};

class KeyDecoder {
 public:
  // The keys that `bytes` complete. What is cut in two waits for its rest; sequences that nobody knows are swallowed whole.
  std::vector<Key> Feed(std::string_view bytes);
  // An escape waits: it is the beginning of a sequence, or the key itself.
  bool waiting() const { return !pending_.empty(); }
  // Nothing followed for a while: what waits is what it is.
  std::vector<Key> Flush();

 private:
  // Takes one key off the front of pending_. False: it is not whole yet.
  bool TakeOne(std::vector<Key>* keys);
  bool TakeSequence(std::vector<Key>* keys);

  std::string pending_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_KEYS_H_
