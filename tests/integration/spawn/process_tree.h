// What /proc says about this test's own descendants. Nothing else on the machine is looked at.
#ifndef BULKHEAD_TESTS_INTEGRATION_SPAWN_PROCESS_TREE_H_
#define BULKHEAD_TESTS_INTEGRATION_SPAWN_PROCESS_TREE_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace bulkhead {

struct ProcessInfo {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';
  std::string name;
};

// Descendants of `root` (itself excluded), zombies included.
std::vector<ProcessInfo> Descendants(pid_t root);
// The descendant of this process with that kernel name; 0 if there is none now.
pid_t FindDescendant(const std::string& name);
// The innermost pid that the process has (last of NSpid); 0 if it is gone.
pid_t InnermostPid(pid_t pid);
// number -> target, as /proc/PID/fd has it. Empty where it may not be read.
std::map<int, std::string> DescriptorsOf(pid_t pid);
// The value of one line of /proc/PID/status; empty if it is gone.
std::string StatusField(pid_t pid, const std::string& name);

// What descendants leave becomes this process's to see and to reap; not beyond the test that wants it.
class Subreaper {
 public:
  Subreaper();
  ~Subreaper();
  Subreaper(const Subreaper&) = delete;
  Subreaper& operator=(const Subreaper&) = delete;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_INTEGRATION_SPAWN_PROCESS_TREE_H_
