#include "browser/host/tab_resources.h"

#include <utility>

namespace bulkhead {
namespace {

// Copies at once for one page: each is a descriptor here until it is sent.
constexpr uint32_t kCopiesAtOnce = 4;
// With this much unread by the renderer, its next resource waits.
constexpr size_t kEnoughQueued = 64 * 1024;

}  // namespace

void TabResources::Begin() {
  budget_ = {};
  renderer_ = std::make_shared<char>();
}

void TabResources::End() {
  renderer_.reset();
  waiting_.clear();
  outstanding_.clear();
  opening_ = 0;
}

bool TabResources::Ask(uint32_t request, std::string url) {
  if (!outstanding_.insert(request).second) {
    return false;
  }
  Wanted wanted{request, std::move(url), {}};
  FileCopy refused;
  refused.verdict = CheckResourceUrl(wanted.url, &wanted.path);
  if (refused.verdict == ResourceVerdict::kOk) {
    if (budget_.Begin()) {
      waiting_.push_back(std::move(wanted));
      Pump();
      return true;
    }
    refused.verdict = ResourceVerdict::kBudget;
  }
  Answer(wanted, std::move(refused));
  return true;
}

void TabResources::Pump() {
  while (renderer_ && !waiting_.empty() && opening_ < kCopiesAtOnce && client_.UnreadBytes() < kEnoughQueued) {
    Wanted wanted = std::move(waiting_.front());
    waiting_.pop_front();
    ++opening_;
    FileRequest file;
    file.directory = directory_;
    file.path = wanted.path;
    file.owner = owner_;
    files_.Copy(std::move(file), [this, wanted = std::move(wanted), asker = std::weak_ptr<char>(renderer_)](FileCopy copy) {
      if (asker.expired()) {
        return;
      }
      --opening_;
      if (!budget_.End(copy.verdict == ResourceVerdict::kOk ? copy.size : 0)) {
        copy = {};
        copy.verdict = ResourceVerdict::kBudget;
      }
      Answer(wanted, std::move(copy));
      Pump();
    });
  }
}

void TabResources::Answer(const Wanted& wanted, FileCopy copy) {
  outstanding_.erase(wanted.request);
  client_.AnswerResource(wanted.request, wanted.url, std::move(copy));
}

}  // namespace bulkhead
