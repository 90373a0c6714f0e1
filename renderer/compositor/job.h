// Job: something to call once, movable and not copyable, so that it can own what it works on (std::function cannot).
#ifndef BULKHEAD_RENDERER_COMPOSITOR_JOB_H_
#define BULKHEAD_RENDERER_COMPOSITOR_JOB_H_

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace bulkhead {

class Job {
 public:
  Job() = default;
  template <class Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, Job> && std::invocable<std::remove_cvref_t<Function>&>)
  Job(Function&& function)  // NOLINT: implicit, so that a lambda is a job
      : call_(std::make_unique<Holder<std::remove_cvref_t<Function>>>(std::forward<Function>(function))) {}

  explicit operator bool() const { return call_ != nullptr; }
  // Runs it and lets go of what it owned. Precondition: not empty.
  void operator()() { std::exchange(call_, nullptr)->Run(); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void Run() = 0;
  };
  template <class Function>
  struct Holder final : Base {
    explicit Holder(Function function) : function_(std::move(function)) {}
    void Run() override { function_(); }
    Function function_;
  };

  std::unique_ptr<Base> call_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_JOB_H_
