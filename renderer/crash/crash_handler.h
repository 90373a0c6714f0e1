// Handlers for SEGV BUS ILL FPE ABRT TRAP SYS: they write a fixed-size record into the crash area and end the process with
// SignalExit(signal), because PID 1 of a namespace cannot die of a signal that it sends itself. They allocate nothing
// and take no lock. A second crashing thread writes its own record and parks; a crash inside a handler ends at once, with
// the record left incomplete.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_HANDLER_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_HANDLER_H_

#include <cstdint>
#include <string_view>

#include "ipc/crash_area.h"

namespace bulkhead {

// What InstallCrashHandlers() looks up: in the parent of many, once for all of them.
void PrepareCrashHandlers();

// Once a process, before its threads. `area` stays mapped for the life of the process.
void InstallCrashHandlers(CrashArea* area);

// Once a thread, on that thread, before the barrier: an alternate stack (a stack overflow leaves no other) and a record
// slot. `name` as the kernel shows it (at most 15 bytes). The calling thread's kernel name is set too.
void RegisterCrashThread(const char* name);

// Main thread: shown with a death, never trusted. Truncated to what the area holds.
void NoteScriptPosition(std::string_view source, uint32_t line);
void NoteInjectedFault(std::string_view fault);

// Any thread: a thread was asked for that is not made, by code that returns to `caller`. True the first time, whose stack is
// kept.
bool NoteLateThread(uint64_t caller);

// Start-up: step `name` is done now. In order, by the thread that is alone then.
void NoteStartupStep(const char* name);
// Start-up: this process goes on without `layer`.
void NoteMissingLayer(std::string_view layer, std::string_view why);
// Any thread: the process is about to end itself (kBrowserGoneExit) because `why`. The first one counts.
void NoteOwnEnd(const char* why);
// Start-up: `step` failed; the process ends with kStartupFailedExit. Never returns.
[[noreturn]] void FailStartup(const char* step, int error, const char* why);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_HANDLER_H_
