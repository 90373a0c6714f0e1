// BrowserLog: the browser's own log, on stderr (stdout is the product's alone). Any thread.
#ifndef BULKHEAD_BROWSER_HOST_BROWSER_LOG_H_
#define BULKHEAD_BROWSER_HOST_BROWSER_LOG_H_

#include <memory>
#include <string>

namespace bulkhead {

class BrowserLog {
 public:
  // `level`: spdlog's numbers.
  explicit BrowserLog(int level);
  ~BrowserLog();

  void Info(const std::string& text) const;
  void Warn(const std::string& text) const;
  void Error(const std::string& text) const;

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_BROWSER_LOG_H_
