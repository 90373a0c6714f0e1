// Tells the browser which step stage 0 or init is in, over init's socket.
#ifndef BULKHEAD_RENDERER_PROCESS_INIT_REPORTER_H_
#define BULKHEAD_RENDERER_PROCESS_INIT_REPORTER_H_

#include "renderer/process/start_up.h"

namespace bulkhead {

class InitReporter final : public StepObserver {
 public:
  explicit InitReporter(StartUp& start_up) : start_up_(start_up) {}
  void OnStep(const char* name) override;
  void OnStepDone(const char* name) override;
  // Ends the process after telling the browser.
  [[noreturn]] void OnStepFailed(const char* name, const StepResult& result) override;

 private:
  StartUp& start_up_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_INIT_REPORTER_H_
