// Symboliser: names for stacks. Reads the modules' files when it needs them and keeps them until told to forget. Any one
// thread; takes tens of milliseconds for the first stack.
//
// Only modules are opened that the compartment's init listed before any page was there; what a renderer says are numbers,
// and one that means nothing stays without a name.
#ifndef BULKHEAD_BROWSER_SYMBOLS_SYMBOLISER_H_
#define BULKHEAD_BROWSER_SYMBOLS_SYMBOLISER_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "browser/core/stack.h"
#include "browser/symbols/work_pace.h"

namespace bulkhead {

class ModuleSymbols;

class Symboliser {
 public:
  explicit Symboliser(WorkPace pace = WorkPace());
  ~Symboliser();
  Symboliser(const Symboliser&) = delete;
  Symboliser& operator=(const Symboliser&) = delete;

  // Once `stop` is set what is left stays without names.
  std::vector<NamedStack> Name(std::span<const RawStack> stacks, const std::atomic<bool>& stop);
  // The same little by little, the innermost frames of the first stack first: tells of a stack each time that more of it is
  // named, what is not yet without names. Nothing is told once `stop` is set.
  using Tell = std::function<void(size_t stack, NamedStack so_far)>;
  void NameInSteps(std::span<const RawStack> stacks, const std::atomic<bool>& stop, const Tell& tell);
  // Gives the modules' memory back.
  void Forget();
  size_t modules() const { return modules_.size(); }

 private:
  void NameFrame(const RawFrame& frame, bool top, std::vector<NamedFrame>* named);

  WorkPace pace_;
  std::map<std::string, std::unique_ptr<ModuleSymbols>> modules_;
};

// The same without any names.
std::vector<NamedStack> Unnamed(std::span<const RawStack> stacks);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_SYMBOLS_SYMBOLISER_H_
