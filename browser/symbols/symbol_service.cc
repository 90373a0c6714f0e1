#include "browser/symbols/symbol_service.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/symbols/symboliser.h"
#include "ipc/os/service_thread.h"

namespace bulkhead {
namespace {

// Healthy tabs draw while this thread works for a dead one: it takes a tenth of a processor that they want too, not a half.
constexpr int kNiceness = 10;
// Deaths come in rows; a quiet host gets the memory of the modules back, 60 MiB and more.
constexpr auto kKeepModules = std::chrono::seconds(10);

}  // namespace

SymbolService::~SymbolService() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void SymbolService::StartThread() {
  thread_ = StartServiceThread("symbols", [this] {
    // Of this thread alone: so it is in Linux.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
    Run();
  });
}

void SymbolService::Name(std::vector<RawStack> stacks, Done done, Haste haste) {
  const uint64_t id = ++last_id_;
  pending_[id] = {stacks, std::move(done), clock_.Now() + kDeadline};
  if (stacks.empty() || haste == Haste::kNoNames || !Queue(id, stacks)) {
    PostFinish(id, Unnamed(stacks));
    return;
  }
  if (!thread_.joinable()) {
    StartThread();
  }
  wake_.notify_one();
}

bool SymbolService::Queue(uint64_t id, const std::vector<RawStack>& stacks) {
  const std::lock_guard lock(mutex_);
  if (jobs_.size() >= kMostWaiting) {
    return false;
  }
  jobs_.push_back({id, stacks});
  return true;
}

void SymbolService::Run() {
  Symboliser symboliser;
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      const auto due = [this] { return stopping_ || !jobs_.empty(); };
      if (!wake_.wait_for(lock, kKeepModules, due)) {
        symboliser.Forget();
        wake_.wait(lock, due);
      }
      if (stopping_) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    PostFinish(job.id, symboliser.Name(job.stacks, stopping_));
  }
}

void SymbolService::PostFinish(uint64_t id, std::vector<NamedStack> named) {
  boost::asio::post(loop_, [this, id, named = std::move(named), life = std::weak_ptr<char>(life_)]() mutable {
    if (!life.expired()) {
      Finish(id, std::move(named));
    }
  });
}

void SymbolService::Finish(uint64_t id, std::vector<NamedStack> named) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) {
    return;  // its deadline was quicker
  }
  const Done done = std::move(found->second.done);
  pending_.erase(found);
  done(std::move(named));
}

void SymbolService::FinishUnnamed(uint64_t id) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(jobs_, [id](const Job& job) { return job.id == id; });
  }
  Finish(id, Unnamed(pending_.at(id).stacks));
}

void SymbolService::Tick(TimePoint now) {
  while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
    FinishUnnamed(pending_.begin()->first);
  }
}

void SymbolService::GiveUp() {
  while (!pending_.empty()) {
    FinishUnnamed(pending_.begin()->first);
  }
}

}  // namespace bulkhead
