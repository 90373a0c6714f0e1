#include "renderer/process/start_up_order.h"

#include "renderer/process/fork_memory.h"
#include "renderer/process/init_steps.h"
#include "renderer/process/sandbox_steps.h"
#include "renderer/process/stage_zero_steps.h"
#include "renderer/process/zygote_steps.h"

namespace bulkhead {
namespace {

using enum Need;

// Sanitizers read /proc/self, and their calls are no renderer's: such a build goes without, and says so.
template <class Context, StepResult (*kStep)(Context&)>
#ifdef BULKHEAD_SANITIZED
constexpr StepResult (*kUnlessSanitized)(Context&) = nullptr;
#else
constexpr StepResult (*kUnlessSanitized)(Context&) = kStep;
#endif

// stage_zero_steps.cc. One process, spawned by the browser; gone when init exists.
constexpr Step<StartUp> kStageZero[] = {
    {"parent_death", nullptr, kRequired, DieWithBrowser},
    {"close_range", "descriptors", kRequired, CloseInherited},
    {"config", nullptr, kRequired, ReadConfig},
    {"personality", nullptr, kHelpful, ResetPersonality},
    {"stack_limit", nullptr, kHelpful, SetStackLimit},
    {"group", "process_group", kKept, StartProcessGroup},
    {"priority", nullptr, kHelpful, LowerPriority},
    {"oom_score", nullptr, kHelpful, RaiseOomScore},
    {"no_new_privs", "no_new_privs", kLayer, SetNoNewPrivileges},
    {"identity", nullptr, kHelpful, DropIdentity},
    {"namespaces", nullptr, kRequired, CloneInit},
};

constexpr Step<StartUp> kAnnounce[] = {
    {"announce", nullptr, kRequired, AnnounceInit},
};

// init_steps.cc. PID 1 of the compartment; everything that needs a file happens before "root".
constexpr Step<StartUp> kInit[] = {
    {"init_parent", nullptr, kRequired, InitDieWithBrowser},
    {"uid_map", "user", kLayer, MapIdentity},
    {"warm_up", nullptr, kRequired, WarmUp},
    {"modules", nullptr, kRequired, ListModules},
    {"seccomp_build", "seccomp", kLayer, kUnlessSanitized<StartUp, BuildRendererFilter>},
    {"landlock_rules", "landlock", kLayer, PrepareLandlock},
    {"checks", nullptr, kHelpful, CheckWarmProcess},
    {"fork_memory", nullptr, kHelpful, PrepareForkMemory},
    {"hostname", nullptr, kHelpful, HideHostName},
    {"root", "root", kLayer, EmptyRoot},
    {"bounding_set", "capabilities", kLayer, DropCapabilities},
    {"reaper", nullptr, kRequired, BecomeReaper},
    {"learning", nullptr, kRequired, PrepareLearning},
};

// zygote_steps.cc. A fork of init.
constexpr Step<StartUp> kZygote[] = {
    {"zygote_parent", nullptr, kRequired, ZygoteDieWithInit},
    {"zygote_sockets", nullptr, kRequired, ZygoteCloseInitSocket},
    {"zygote_caps", "capabilities", kLayer, RaiseSysAdmin},
};

// renderer_birth.cc. A child of init, made by the zygote. The crash handlers come first, so that a crash of the steps
// below leaves a record too.
constexpr Step<RendererBirth> kRenderer[] = {
    {"crash_area", nullptr, kRequired, MapCrashArea},
    {"born", nullptr, kRequired, LeaveZygote},
    {"process_group", "process_group", kKept, LeaveProcessGroup},
    {"landlock", "landlock", kLayer, EnterLandlock},
    {"descriptors", "descriptors", kRequired, ArrangeDescriptors},
    {"capabilities", "capabilities", kLayer, GiveUpCapabilities},
    {"rlimits", "rlimits", kLayer, LimitResources},
    {"dumpable", "dumpable", kLayer, kUnlessSanitized<RendererBirth, ForbidDumps>},
    {"reseed", nullptr, kRequired, RenewEngine},
    {"threads", nullptr, kRequired, StartThreads},
    {"thread_limit", "rlimits", kLayer, ForbidTasks},
    {"seccomp", "seccomp", kLayer, kUnlessSanitized<RendererBirth, EnterFilter>},
    {"self_test", "seccomp", kLayer, kUnlessSanitized<RendererBirth, TestFilter>},
};

}  // namespace

std::span<const Step<StartUp>> StageZeroOrder() { return kStageZero; }
std::span<const Step<StartUp>> AnnounceOrder() { return kAnnounce; }
std::span<const Step<StartUp>> InitOrder() { return kInit; }
std::span<const Step<StartUp>> ZygoteOrder() { return kZygote; }
std::span<const Step<RendererBirth>> RendererOrder() { return kRenderer; }

}  // namespace bulkhead
