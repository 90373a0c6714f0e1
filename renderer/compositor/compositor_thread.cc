#include "renderer/compositor/compositor_thread.h"

#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include "renderer/compositor/compositor.h"

namespace bulkhead {
struct CompositorThread::Impl {
  explicit Impl(CompositorOptions options)
      : start_hook(std::move(options.start_hook)), compositor(loop, std::move(options)) {}

  void Run() {
    if (start_hook) {
      start_hook("compositor");
    }
    compositor.Start();
    loop.run();
  }

  boost::asio::io_context loop;
  // The loop runs until it is stopped, also without anything to wait for.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{loop.get_executor()};
  ThreadStartHook start_hook;
  Compositor compositor;
  std::thread thread;
};

Result<std::unique_ptr<CompositorThread>> CompositorThread::Create(CompositorOptions options) {
  try {
    auto impl = std::make_unique<Impl>(std::move(options));
    impl->thread = std::thread([impl = impl.get()] { impl->Run(); });
    return std::unique_ptr<CompositorThread>(new CompositorThread(std::move(impl)));
  } catch (const boost::system::system_error& error) {  // epoll, eventfd or timerfd could not be made
    return error.code();
  } catch (const std::system_error& error) {
    return ErrnoError(error.code().value());
  }
}

CompositorThread::CompositorThread(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

CompositorThread::~CompositorThread() {
  impl_->loop.stop();
  impl_->thread.join();
}

void CompositorThread::RequestMainFrame(uint32_t page) {
  boost::asio::post(impl_->loop, [impl = impl_.get(), page] { impl->compositor.RequestMainFrame(page); });
}

void CompositorThread::PostCommit(uint32_t page, std::optional<Commit> commit) {
  boost::asio::post(impl_->loop, [impl = impl_.get(), page, commit = std::move(commit)]() mutable {
    impl->compositor.OnAnswer(page, std::move(commit));
  });
}

void CompositorThread::PageClosed(uint32_t page) {
  boost::asio::post(impl_->loop, [impl = impl_.get(), page] { impl->compositor.OnClosedByMain(page); });
}

void CompositorThread::PostTask(std::function<void()> task) {
  boost::asio::post(impl_->loop, std::move(task));
}

}  // namespace bulkhead
