#include "browser/cli/frame_words.h"

#include <algorithm>
#include <string_view>

#include "browser/cli/cause_words.h"

namespace bulkhead {
namespace {

// Deep enough to find a file in its tree, short enough for a line.
constexpr int kPathParts = 3;

std::string_view EndOfPath(std::string_view path, int parts) {
  size_t at = path.size();
  for (int part = 0; part < parts; ++part) {
    at = at == 0 ? std::string_view::npos : path.rfind('/', at - 1);
    if (at == std::string_view::npos) {
      return path;
    }
  }
  return path.substr(at + 1);
}

}  // namespace

std::string FrameText(const NamedFrame& frame) {
  std::string text = frame.function;
  if (text.empty()) {
    text = frame.module.empty() ? HexText(frame.offset)
                                : std::string(EndOfPath(frame.module, 1)) + "+" + HexText(frame.offset);
  }
  if (!frame.file.empty()) {
    text += " (" + std::string(EndOfPath(frame.file, kPathParts)) + ":" + std::to_string(frame.line) + ")";
  } else if (!frame.function.empty() && !frame.module.empty()) {
    text += " (" + std::string(EndOfPath(frame.module, 1)) + ")";
  }
  return text;
}

std::string ThreadText(const NamedStack& stack) {
  const std::string text = "thread " + stack.thread;
  switch (stack.role) {
    case StackRole::kCrashed:
      return text + ", crashed";
    case StackRole::kStopped:
      return text + ", stopped for its stack";
    case StackRole::kSilent:
      return text + ", gave no answer";
  }
  return text;
}

std::vector<std::string> StackLines(const NamedStack& stack, size_t limit) {
  std::vector<std::string> lines;
  const size_t shown = std::min(limit, stack.frames.size());
  for (size_t i = 0; i < shown; ++i) {
    lines.push_back("#" + std::to_string(i) + " " + FrameText(stack.frames[i]));
  }
  if (shown < stack.frames.size()) {
    lines.push_back("and " + std::to_string(stack.frames.size() - shown) + " more");
  }
  return lines;
}

}  // namespace bulkhead
