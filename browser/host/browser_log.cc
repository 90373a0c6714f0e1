#include "browser/host/browser_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace bulkhead {

struct BrowserLog::Impl {
  spdlog::logger logger{"browser", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

BrowserLog::BrowserLog(int level) : impl_(std::make_unique<Impl>()) {
  impl_->logger.set_level(static_cast<spdlog::level::level_enum>(level));
  impl_->logger.set_pattern("bulkhead: %l: %v");
}

BrowserLog::~BrowserLog() = default;

// "{}": the text may come from a renderer and is never a format.
void BrowserLog::Info(const std::string& text) const {
  impl_->logger.info("{}", text);
}

void BrowserLog::Warn(const std::string& text) const {
  impl_->logger.warn("{}", text);
}

void BrowserLog::Error(const std::string& text) const {
  impl_->logger.error("{}", text);
}

}  // namespace bulkhead
