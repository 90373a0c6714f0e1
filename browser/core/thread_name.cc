#include "browser/core/thread_name.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "browser/core/proc_text.h"
#include "browser/core/sanitise.h"

namespace bulkhead {
namespace {

// prctl(2): a thread's name holds 15 bytes; each may be escaped for printing.
constexpr size_t kEscapedNameBytes = 4 * 15;

// NSpid: its number in each namespace from the reader's to its own. A kernel without PID namespaces has no such line.
std::vector<int> NumbersIn(std::string_view status) {
  std::vector<int> numbers;
  for (std::string_view rest : ProcValues(status, "NSpid")) {
    while (!rest.empty()) {
      int number = 0;
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      if (error != std::errc()) {
        break;
      }
      numbers.push_back(number);
      rest.remove_prefix(static_cast<size_t>(end - rest.data()));
      rest.remove_prefix(std::min(rest.find_first_not_of("\t "), rest.size()));
    }
  }
  return numbers;
}

}  // namespace

std::string NameOfThread(const SandboxSight& sight, int process, int thread) {
  const std::vector<int> levels = NumbersIn(sight.process);
  // The last one: two namespaces may number it alike, and a compartment's is further in than the reader's.
  const auto level = std::find(levels.rbegin(), levels.rend(), process);
  if (level == levels.rend()) {
    return {};
  }
  const auto at = static_cast<size_t>(levels.rend() - level - 1);
  for (const std::string& status : sight.threads) {
    const std::vector<int> numbers = NumbersIn(status);
    const std::vector<std::string_view> names = ProcValues(status, "Name");
    if (at < numbers.size() && numbers[at] == thread && !names.empty()) {
      return Sanitise(names[0], kEscapedNameBytes);
    }
  }
  return {};
}

}  // namespace bulkhead
