#include "browser/core/crash_copy.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <iterator>

#include "browser/core/sanitise.h"
#include "ipc/crash_area.h"

namespace bulkhead {
namespace {

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T Get(size_t offset) const {
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  std::vector<uint64_t> Numbers(size_t offset, size_t count) const {
    std::vector<uint64_t> numbers;
    for (size_t i = 0; i < count; ++i) {
      numbers.push_back(Get<uint64_t>(offset + i * sizeof(uint64_t)));
    }
    return numbers;
  }
  std::string Text(size_t offset, size_t size) const {
    const char* begin = reinterpret_cast<const char*>(bytes_.data() + offset);
    return Sanitise({begin, strnlen(begin, size)}, size);
  }

 private:
  const std::span<const std::byte> bytes_;
};

CrashCopy::Thread ReadThread(const Reader& reader, size_t at) {
  CrashCopy::Thread thread;
  thread.complete = reader.Get<uint32_t>(at + offsetof(CrashRecord, state)) == CrashRecord::kComplete;
  const uint32_t remarks = reader.Get<uint32_t>(at + offsetof(CrashRecord, remarks));
  thread.walk_faulted = (remarks & CrashRecord::kWalkFaulted) != 0;
  thread.uncaught_exception = (remarks & CrashRecord::kUncaughtException) != 0;
  thread.signal = reader.Get<int32_t>(at + offsetof(CrashRecord, signal));
  thread.code = reader.Get<int32_t>(at + offsetof(CrashRecord, code));
  thread.thread_id = reader.Get<int32_t>(at + offsetof(CrashRecord, thread_id));
  thread.sender_pid = reader.Get<int32_t>(at + offsetof(CrashRecord, sender_pid));
  thread.address = reader.Get<uint64_t>(at + offsetof(CrashRecord, address));
  thread.stack_pointer = reader.Get<uint64_t>(at + offsetof(CrashRecord, stack_pointer));
  thread.stack_low = reader.Get<uint64_t>(at + offsetof(CrashRecord, stack_low));
  thread.stack_high = reader.Get<uint64_t>(at + offsetof(CrashRecord, stack_high));
  thread.at_ns = reader.Get<uint64_t>(at + offsetof(CrashRecord, at_ns));
  thread.call = reader.Get<int32_t>(at + offsetof(CrashRecord, call));
  thread.call_architecture = reader.Get<uint32_t>(at + offsetof(CrashRecord, call_architecture));
  if (thread.signal == SIGSYS) {
    thread.arguments = reader.Numbers(at + offsetof(CrashRecord, call_arguments), std::size(CrashRecord{}.call_arguments));
  }
  thread.registers = reader.Numbers(at + offsetof(CrashRecord, registers), kCrashRegisters);
  thread.frames = reader.Numbers(at + offsetof(CrashRecord, frames),
                                 std::min<size_t>(reader.Get<uint32_t>(at + offsetof(CrashRecord, frame_count)), kCrashFrames));
  thread.name = reader.Text(at + offsetof(CrashRecord, thread_name), sizeof(CrashRecord::thread_name));
  thread.message = reader.Text(at + offsetof(CrashRecord, message), sizeof(CrashRecord::message));
  return thread;
}

}  // namespace

CrashCopy ParseCrashArea(std::span<const std::byte> bytes) {
  CrashCopy copy;
  if (bytes.size() < sizeof(CrashArea)) {
    return copy;
  }
  const Reader reader(bytes);
  if (reader.Get<uint32_t>(offsetof(CrashArea, magic)) != kCrashAreaMagic ||
      reader.Get<uint32_t>(offsetof(CrashArea, version)) != kCrashAreaVersion) {
    return copy;
  }
  const size_t steps = std::min<size_t>(reader.Get<uint32_t>(offsetof(CrashArea, steps_done)), kStartupSteps);
  for (size_t i = 0; i < steps; ++i) {
    const size_t at = offsetof(CrashArea, steps) + i * sizeof(StartupRecord);
    copy.steps.emplace_back(reader.Text(at + offsetof(StartupRecord, step), sizeof(StartupRecord::step)),
                            reader.Get<uint64_t>(at + offsetof(StartupRecord, at_ns)));
  }
  const size_t missing = std::min<size_t>(reader.Get<uint32_t>(offsetof(CrashArea, missing_layers)), kMissingLayers);
  for (size_t i = 0; i < missing; ++i) {
    const size_t at = offsetof(CrashArea, missing) + i * sizeof(MissingLayerRecord);
    copy.missing_layers.emplace_back(
        reader.Text(at + offsetof(MissingLayerRecord, layer), sizeof(MissingLayerRecord::layer)),
        reader.Text(at + offsetof(MissingLayerRecord, why), sizeof(MissingLayerRecord::why)));
  }
  copy.failed_error = reader.Get<int32_t>(offsetof(CrashArea, failed_error));
  copy.failed_step = reader.Text(offsetof(CrashArea, failed_step), sizeof(CrashArea::failed_step));
  copy.failed_why = reader.Text(offsetof(CrashArea, failed_why), sizeof(CrashArea::failed_why));
  copy.late_threads = reader.Get<uint32_t>(offsetof(CrashArea, late_thread) + offsetof(LateThread, attempts));
  if (copy.late_threads != 0) {
    const uint32_t count = reader.Get<uint32_t>(offsetof(CrashArea, late_thread) + offsetof(LateThread, frame_count));
    copy.late_thread_frames = reader.Numbers(offsetof(CrashArea, late_thread) + offsetof(LateThread, frames),
                                             std::min<size_t>(count, kCrashFrames));
  }
  copy.script_source = reader.Text(offsetof(CrashArea, script_source), sizeof(CrashArea::script_source));
  copy.script_line = reader.Get<uint32_t>(offsetof(CrashArea, script_line));
  copy.injected_fault = reader.Text(offsetof(CrashArea, injected_fault), sizeof(CrashArea::injected_fault));
  for (size_t i = 0; i < kCrashThreads; ++i) {
    const size_t at = offsetof(CrashArea, records) + i * sizeof(CrashRecord);
    const uint32_t role = reader.Get<uint32_t>(at + offsetof(CrashRecord, role));
    const bool empty = reader.Get<uint32_t>(at + offsetof(CrashRecord, state)) == CrashRecord::kEmpty;
    if (role == CrashRecord::kStopped || role == CrashRecord::kAsked) {
      copy.others.push_back(ReadThread(reader, at));
      copy.others.back().silent = empty;
    } else if (!empty) {
      copy.threads.push_back(ReadThread(reader, at));
    }
  }
  std::stable_sort(copy.threads.begin(), copy.threads.end(),
                   [](const auto& a, const auto& b) { return a.at_ns < b.at_ns; });
  return copy;
}

}  // namespace bulkhead
