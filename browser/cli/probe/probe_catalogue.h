// The attempts of `bulkhead probe` as the browser knows them: what each tries, where the sandbox is expected to stop it, and
// how a stop is told from another. The renderer has a function for each name (renderer/probe); a test compares the two.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_CATALOGUE_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_CATALOGUE_H_

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

// In place of an errno: the calls went through and reached nothing outside.
inline constexpr int kReachedNothing = 0;

// `layer` answers this attempt with `error`.
struct ProbeStop {
  std::string_view layer;
  int error;
};

struct ProbeKill {
  std::string_view by = {};
  std::string_view signal = {};
};

struct ProbeAttempt {
  std::string_view name;   // GROUP.WHAT
  std::string_view tries;  // one line
  // Calls at which the filter may end it; "*": any, also one that the record does not name.
  std::vector<std::string_view> calls;
  // In the order in which the kernel comes to the layers: the first that is applied and answers so has stopped it.
  std::vector<ProbeStop> stops;
  // Where it succeeds another program ends in its place, with exit code 42.
  bool replaces = false;
  // A layer, or the kernel, that answers it with a deadly signal.
  ProbeKill kill = {};

  std::string_view group() const { return name.substr(0, name.find('.')); }
};

const std::vector<ProbeAttempt>& ProbeCatalogue();

// What should come of it under strict: "SIGSYS, else EACCES or ENOENT".
std::string ExpectedText(const ProbeAttempt& attempt);

// Attempts of that name, or of that group. Empty if there is neither.
std::vector<const ProbeAttempt*> FindAttempts(std::string_view name);
// Names and groups that somebody who wrote `name` may have meant, the likeliest first; at most three.
std::vector<std::string_view> NearNames(std::string_view name);

// `bulkhead probe --list`, with a final newline.
std::string ProbeListText();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_CATALOGUE_H_
