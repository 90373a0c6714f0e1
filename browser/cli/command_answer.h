// CommandAnswer: what a command that only tells has to tell.
#ifndef BULKHEAD_BROWSER_CLI_COMMAND_ANSWER_H_
#define BULKHEAD_BROWSER_CLI_COMMAND_ANSWER_H_

#include <optional>
#include <string>

#include "browser/host/user_error.h"

namespace bulkhead {

struct CommandAnswer {
  std::string text;  // for stdout
  std::optional<UserError> complaint;
  int exit_code = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_COMMAND_ANSWER_H_
