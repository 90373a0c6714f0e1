#include "browser/cli/option_texts.h"

namespace bulkhead {

const char kProgramSummary[] =
    "Bulkhead, a mini Chrome: every tab in a process of its own. A page that crashes, hangs,\n"
    "leaks or attacks sinks only its own compartment.";

const char kProgramFooter[] =
    R"(Examples:
  bulkhead demo                          every demo page at once, 12 s, then what happened
  bulkhead demo --list                   the gallery
  bulkhead doctor                        what of the sandbox works on this machine
  bulkhead run a.html b.html             two pages, a tab each, until Ctrl-C
  bulkhead run --json --duration 3 a.html | jq -c 'select(.event == "tab.gone")'
  bulkhead run demo:clock --screenshots /tmp/shots --duration 1
  bulkhead probe                         try to get out from inside, 100 ways
  bulkhead reports                       which pages died, and where

'bulkhead COMMAND --help' lists a command's options, units and exit codes.)";

const char kRunSummary[] = "Open pages, a tab each, and say what happens to them: one line an event.";

#define BULKHEAD_UNITS_TEXT                                                                   \
  "Units:\n"                                                                                  \
  "  durations  500ms, 3s, 2m; a bare number is seconds\n"                                    \
  "  sizes      512MiB, 64KiB, 2GiB; a bare number is MiB\n"                                  \
  "\n"                                                                                        \
  "Signals: the first Ctrl-C (or SIGTERM, SIGHUP, a closed stdout) ends in order: goodbye,\n" \
  "2 s, kill. The second ends at once.\n"                                                     \
  "\n"

#define BULKHEAD_EXIT_TEXT                                                          \
  "Exit code:\n"                                                                    \
  "  0    the host did its job, whatever the tabs did\n"                            \
  "  1    a page could not be opened (the others still run), a screenshot or the\n" \
  "       output could not be written, or the host leaked a process or descriptor\n" \
  "  2    usage, or the sandbox refused\n"                                          \
  "  130  second Ctrl-C"

const char kRunFooter[] =
    "PAGE is an HTML file or demo:NAME. What it asks for is looked for beneath its own directory.\n"
    "On a terminal: a table of the tabs, with keys that crash, hang, stop, kill and reload the chosen one (? says which;\n"
    "its renderers take faults from the host then, their pages do not without --enable-faults). Else a line an event.\n"
    "\n" BULKHEAD_UNITS_TEXT
    "With --fault: the time counts from the start; a page has to have loaded. A name or value that there is not is\n"
    "answered with those that there are.\n"
    "With --json: one object a line, each with t (seconds since start) and event; first host.start,\n"
    "last summary. A slow reader loses the oldest events (counted by dropped), never the summary.\n"
    "With --sandbox-learn: a sandbox.call (learned) for each kind of call that was let through, before the\n"
    "summary, with its rule for renderer/sandbox/system_call_policy.cc. Only with pages that you trust.\n"
    "Restarts: 3 in 30 s, after 100 ms doubling to 10 s (+-20 %), forgotten after 10 s of stable life.\n"
    "\n" BULKHEAD_EXIT_TEXT;

const char kDemoSummary[] = "Open healthy pages beside pages that crash, hang, leak and attack; tell what came of it.";

const char kDemoFooter[] =
    "After about 12 s a table says what each page did, what the host saw, and what its neighbours felt.\n"
    "\n" BULKHEAD_UNITS_TEXT
    "Unlike run, demo enables faults, warns of a hang after 1s and kills after 3s, limits a tab to\n"
    "128MiB, and never restarts: each page fails once, so that one row is one death. Watch the restart\n"
    "policy with: bulkhead demo native-crash --restart=on-crash\n"
    "\n" BULKHEAD_EXIT_TEXT;

const char kDoctorSummary[] = "Try what of the sandbox works here; say why not, what is weaker, and what helps.";

const char kDoctorFooter[] =
    "Starts a compartment with one renderer, in best-effort (which layers are to be had) and in strict\n"
    "(whether it would start). Settings of the system are read only to explain what was refused.\n"
    "\n"
    "Exit code:\n"
    "  0    strict would start\n"
    "  1    it would not\n"
    "  2    usage, or there is nothing to examine: no renderer program";

const char kProbeSummary[] = "Try to get out from inside real renderers, and say what stopped each attempt.";

const char kProbeFooter[] =
    "One renderer for each attempt, with the sandbox that every page has. What is tried is harmless where it\n"
    "succeeds: it aims at a planted tab, server or secret, and leaves nothing. That none succeeds says what was\n"
    "tried on this kernel, no more.\n"
    "\n"
    "stopped by: a layer of the sandbox; kernel, its own rules for everybody; spawn, because a renderer is given\n"
    "nothing of the browser's; thread_guard, pthread_create as this program has it.\n"
    "With --json: probe.attempt for each, last probe.summary; with --matrix: probe.configuration for each.\n"
    "\n"
    "Exit code:\n"
    "  0  none succeeded; with --matrix also: each layer alone stops something\n"
    "  1  an attempt succeeded, or its end is unclear; with --matrix: a layer alone stops nothing\n"
    "  2  usage, or it could not run";

const char kReportsSummary[] = "Show the reports of pages that died: where, with which stacks, under which sandbox.";

const char kReportsFooter[] =
    "Every death but a clean end leaves a report, of which the newest 20 of each cause are kept in\n"
    "$XDG_STATE_HOME/bulkhead/reports (~/.local/state/bulkhead/reports), for nobody but you to read.\n"
    "\n"
    "Exit code:\n"
    "  0  told\n"
    "  1  there is no such report, or it cannot be read\n"
    "  2  usage";

const char kCompletionsSummary[] = "Print what makes a shell complete commands, options and names.";

const char kCompletionsFooter[] =
    "bash:  source <(bulkhead completions bash)\n"
    "zsh:   bulkhead completions zsh > DIRECTORY/_bulkhead, a directory of $fpath";

const char kManSummary[] = "Print the manual page: bulkhead man | man -l -";

std::string ProgramVersion() {
  return BULKHEAD_VERSION;
}

std::string ProgramBuild() {
  return BULKHEAD_BUILD_ID;
}

std::string VersionText() {
  std::string features = "faults, screenshots, live table, reports";
#ifdef BULKHEAD_SANITIZED
  features += ", sanitizers";
#endif
#ifdef __clang__
  features += ", clang " __clang_version__;
#else
  features += ", gcc " __VERSION__;
#endif
  return "bulkhead " + ProgramVersion() + "\nbuild    " + ProgramBuild() + "\nevents   schema " +
         std::to_string(kEventSchema) + "\nfeatures " + features + "\n";
}

}  // namespace bulkhead
