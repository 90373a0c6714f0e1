#include "browser/core/log_lines.h"

#include <algorithm>

#include "browser/core/sanitise.h"

namespace bulkhead {

std::vector<std::string> LogLines::Feed(std::string_view bytes, TimePoint now) {
  std::vector<std::string> out;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    partial_.append(piece.substr(0, kWidth + 1 - std::min(kWidth + 1, partial_.size())));
    if (end == std::string_view::npos) {
      break;
    }
    Pass(partial_, now, out);
    partial_.clear();
    bytes.remove_prefix(end + 1);
  }
  return out;
}

std::vector<std::string> LogLines::Finish() {
  std::vector<std::string> out;
  TellDropped(out);
  if (!partial_.empty()) {
    out.push_back(Sanitise(partial_, kWidth));
    partial_.clear();
  }
  return out;
}

void LogLines::Pass(std::string_view line, TimePoint now, std::vector<std::string>& out) {
  if (!bucket_.Take(now)) {
    ++dropped_;
    ++dropped_in_all_;
    return;
  }
  TellDropped(out);
  out.push_back(Sanitise(line, kWidth));
}

void LogLines::TellDropped(std::vector<std::string>& out) {
  if (dropped_ > 0) {
    out.push_back(std::to_string(dropped_) + " lines dropped");
    dropped_ = 0;
  }
}

}  // namespace bulkhead
