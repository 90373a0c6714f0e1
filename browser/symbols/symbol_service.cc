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
  const auto names = std::make_shared<Names>();
  names->stacks = Unnamed(stacks);
  pending_[id] = {names, std::move(done), clock_.Now() + kDeadline};
  if (stacks.empty() || haste == Haste::kNoNames || !Queue({id, std::move(stacks), names})) {
    PostFinish(id);
    return;
  }
  if (!thread_.joinable()) {
    StartThread();
  }
  wake_.notify_one();
}

bool SymbolService::Queue(Job job) {
  const std::lock_guard lock(mutex_);
  if (jobs_.size() >= kMostWaiting) {
    return false;
  }
  jobs_.push_back(std::move(job));
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
    symboliser.NameInSteps(job.stacks, stopping_, [&job](size_t stack, NamedStack so_far) {
      const std::lock_guard lock(job.names->mutex);
      job.names->stacks[stack] = std::move(so_far);
    });
    PostFinish(job.id);
  }
}

void SymbolService::PostFinish(uint64_t id) {
  boost::asio::post(loop_, [this, id, life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      Finish(id);
    }
  });
}

void SymbolService::Finish(uint64_t id) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) {
    return;  // its deadline was quicker
  }
  const Pending pending = std::move(found->second);
  pending_.erase(found);
  std::vector<NamedStack> known;
  {
    const std::lock_guard lock(pending.names->mutex);
    known = pending.names->stacks;
  }
  pending.done(std::move(known));
}

void SymbolService::FinishInVain(uint64_t id) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(jobs_, [id](const Job& job) { return job.id == id; });
  }
  Finish(id);
}

void SymbolService::Tick(TimePoint now) {
  while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
    FinishInVain(pending_.begin()->first);
  }
}

void SymbolService::GiveUp() {
  while (!pending_.empty()) {
    FinishInVain(pending_.begin()->first);
  }
}

}  // namespace bulkhead
