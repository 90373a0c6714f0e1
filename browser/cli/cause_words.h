// A death in words: the short form for tables, and sentences for people who never heard of signals.
#ifndef BULKHEAD_BROWSER_CLI_CAUSE_WORDS_H_
#define BULKHEAD_BROWSER_CLI_CAUSE_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "browser/host/events.h"

namespace bulkhead {

// "Signalled(SIGSEGV, stack overflow)", "Hang(main, spinning)", "BadMessage(2 oversize)", "NonZeroExit(7)".
// The arguments are not sanitised: some come from the renderer.
std::string CauseText(Cause cause, const DeathDetail& detail);

// "This page crashed": at most five words.
std::string CauseTitle(Cause cause);

// What happened, in one or two plain sentences, without a word of jargon.
std::string CauseSentence(Cause cause, const DeathDetail& detail);

// What is known beyond the short form, a line each: "address: 0x10", "thread: main", "record: …".
std::vector<std::string> DetailLines(const DeathDetail& detail);

// "1.3 ms", "2.41 s": three figures, no exponent.
std::string MillisecondsText(double ms);
// "0x1f".
std::string HexText(uint64_t number);
// Fixed notation with `digits` after the point, whatever the locale.
std::string FixedText(double number, int digits);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_CAUSE_WORDS_H_
