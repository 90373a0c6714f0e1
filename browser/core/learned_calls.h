// LearnedCalls: what renderers in learning mode have asked of the kernel that the policy forbids, gathered over all of them
// for the end of a run. Init tells each kind of call of each process several times, with a count that grows.
#ifndef BULKHEAD_BROWSER_CORE_LEARNED_CALLS_H_
#define BULKHEAD_BROWSER_CORE_LEARNED_CALLS_H_

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bulkhead {

struct LearnedCall {
  // Whose: 0 and 0 for a renderer that no tab had yet.
  uint32_t tab = 0;
  uint32_t generation = 0;
  std::string name;                 // "openat"; "other calls": of kinds that init did not keep
  std::string abi;                  // "native", "32-bit", "x32"; empty for other calls
  std::string thread;               // that made the first; empty: not known
  std::vector<uint64_t> arguments;  // of the first
  uint64_t count = 0;
  std::string policy;               // the line that would allow it; empty: none can
};

class LearnedCalls {
 public:
  // A kind of call of one process.
  struct Key {
    uint64_t compartment = 0;  // its number
    int process = 0;
    uint32_t kind = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Sight {
    bool others = false;
    int number = 0;
    uint32_t architecture = 0;
  };

  // False: heard of before, and with a name for its thread: that need not be looked up.
  bool WantsThread(const Key& key) const;
  // `call` without name and abi, which are those of `sight`. Its tab and thread may be unknown now and known later.
  void Note(const Key& key, const Sight& sight, LearnedCall call);
  // All, a tab's together; what several renderers without a tab made alike is one.
  std::vector<LearnedCall> InOrder() const;

 private:
  std::map<Key, LearnedCall> calls_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_LEARNED_CALLS_H_
