// ScriptEngine: JavaScriptCore for one process: the VM (a context group), made before the fork, and what must happen to it
// afterwards. One a process; every ScriptContext lives in it and dies before it.
//
// Order: Create() and WarmUp() in init (files are there), fork, then in the child AfterFork(), StartWatchdog() before
// seccomp, then pages. Main thread only, except StopScripts().
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_ENGINE_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_ENGINE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace bulkhead {

class Realm;
class ScriptVm;

class ScriptEngine {
 public:
  // Makes the VM and the first global context. Starts no thread. Fails with what is wrong in words: a variable of the
  // environment that JavaScriptCore reads is not as it must be (JSC_useJIT=0 JSC_useConcurrentGC=0
  // JSC_numberOfGCMarkers=1 JSC_usePollingTraps=1 JSC_useWasm=0).
  static std::unique_ptr<ScriptEngine> Create(std::string* error);
  ScriptEngine(const ScriptEngine&) = delete;
  ScriptEngine& operator=(const ScriptEngine&) = delete;
  ~ScriptEngine();

  // Runs dates, Intl, regular expressions, JSON, promises and the bindings once, then collects: files that they read are
  // read, pages that they touch are shared by all children.
  void WarmUp();

  // In the child: Math.random() gets a state of its own (from getrandom; all children of a zygote would share one).
  void AfterFork();

  // In the child, before seccomp: starts JavaScriptCore's watchdog thread by entering the VM once. From then on a running
  // script is looked at every 10 ms of its CPU time. Nothing happens if this JavaScriptCore has no watchdog.
  void StartWatchdog();
  // Any thread: the script that runs now ends within about 10 ms of its CPU time with an exception that it cannot catch
  // (a regular expression or a sort ends first). Without effect on scripts that begin later, and on an endless chain of
  // microtasks: JavaScriptCore counts the CPU time of each anew.
  void StopScripts();

  // A full collection now (0.4 ms for a small heap), then free memory goes back to the system: for a page in the
  // background.
  void CollectAndTrim();

  // What this JavaScriptCore lacks of the optional, unstable interface; each means something weaker, never a failure.
  std::vector<std::string> missing_features() const;

 private:
  friend class ScriptContext;

  explicit ScriptEngine(std::unique_ptr<ScriptVm> vm);
  // The realm made before the fork, or a new one (5 ms) in the same VM.
  std::unique_ptr<Realm> TakeRealm();

  std::unique_ptr<ScriptVm> vm_;
  std::unique_ptr<Realm> first_realm_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_ENGINE_H_
