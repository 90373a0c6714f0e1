#include "browser/core/proc_text.h"

#include <algorithm>
#include <charconv>

namespace bulkhead {
namespace {

std::string_view NextWord(std::string_view& text) {
  const size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) {
    text = {};
    return {};
  }
  text.remove_prefix(begin);
  const size_t end = text.find_first_of(" \t\n");
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

template <class T>
std::optional<T> Number(std::string_view word) {
  T value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || word.empty()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::vector<std::string_view> ProcValues(std::string_view text, std::string_view name) {
  std::vector<std::string_view> values;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.size() > name.size() && line.substr(0, name.size()) == name && line[name.size()] == ':') {
      line.remove_prefix(name.size() + 1);
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      values.push_back(line);
    }
  }
  return values;
}

std::optional<uint64_t> ProcField(std::string_view text, std::string_view name) {
  const std::vector<std::string_view> values = ProcValues(text, name);
  if (values.empty()) {
    return std::nullopt;
  }
  std::string_view value = values.front();
  return Number<uint64_t>(NextWord(value));
}

std::optional<uint64_t> OwnMemoryBytes(std::string_view status) {
  const auto anon = ProcField(status, "RssAnon");
  if (!anon) {
    return std::nullopt;
  }
  return (*anon + ProcField(status, "VmSwap").value_or(0) + ProcField(status, "VmPTE").value_or(0)) * 1024;
}

// PF_EXITING of the kernel's linux/sched.h.
constexpr uint64_t kExitingFlag = 0x4;

std::optional<ProcStat> ParseProcStat(std::string_view text) {
  // The name in parentheses may hold anything, parentheses and spaces included: the last one ends it.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) {
    return std::nullopt;
  }
  text.remove_prefix(name_end + 1);
  ProcStat stat;
  const std::string_view state = NextWord(text);
  const auto parent = Number<int>(NextWord(text));
  if (state.size() != 1 || !parent) {
    return std::nullopt;
  }
  stat.state = state[0];
  stat.parent = *parent;
  // Fields are numbered from 1 in proc(5): 3 state, 4 ppid, 9 flags, 14 utime, 15 stime, 22 starttime.
  for (int field = 5; field <= 22; ++field) {
    const std::string_view word = NextWord(text);
    if (field != 9 && field != 14 && field != 15 && field != 22) {
      continue;
    }
    const auto value = Number<uint64_t>(word);
    if (!value) {
      return std::nullopt;
    }
    if (field == 9) {
      stat.exiting = (*value & kExitingFlag) != 0 || stat.state == 'Z';
      continue;
    }
    (field == 22 ? stat.start_ticks : stat.cpu_ticks) += *value;
  }
  // 52, the last one: exit_code.
  for (int field = 23; field < 52; ++field) {
    NextWord(text);
  }
  if (const auto status = Number<int>(NextWord(text)); stat.state == 'Z' && status && *status != 0) {
    stat.wait_status = status;
  }
  return stat;
}

}  // namespace bulkhead
