#include "browser/symbols/symboliser.h"

#include <gnu/libc-version.h>

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/symbols/demangle.h"
#include "browser/symbols/module_symbols.h"
#include "browser/symbols/runtime_frames.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/symbols/known_code.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const std::atomic<bool> kGoOn = false;

std::vector<NamedFrame> NamesOf(std::vector<RawFrame> frames, bool aborted = false) {
  Symboliser symboliser;
  const RawStack stack{"main", std::move(frames), aborted};
  return symboliser.Name({&stack, 1}, kGoOn).at(0).frames;
}

TEST(SymboliserTest, AReturnAddressIsNamedWithWhatWasInlinedAroundIt) {
  const KnownPlace known = InlinedPlace();
  const std::vector<NamedFrame> frames = NamesOf({FrameOf(reinterpret_cast<const void*>(&FrameOf)), known.frame});
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].function, "bulkhead::FrameOf(void const*)");
  EXPECT_THAT(frames[0].file, EndsWith("tests/unit/symbols/known_code.cc"));
  EXPECT_GT(frames[0].line, 0u);
  EXPECT_THAT(frames[1].function, HasSubstr("InlinedInner"));
  EXPECT_EQ(frames[1].line, known.inner_line);
  EXPECT_THAT(frames[2].function, HasSubstr("bulkhead::(anonymous namespace)::OuterFunction"));
  EXPECT_EQ(frames[2].line, known.outer_line);
  EXPECT_THAT(frames[2].file, EndsWith("known_code.cc"));
  for (const NamedFrame& frame : {frames[1], frames[2]}) {
    EXPECT_EQ(frame.module, known.frame.module);
    EXPECT_EQ(frame.offset, known.frame.offset);
  }
}

TEST(SymboliserTest, AReturnAddressIsLookedUpBeforeItsCallReturnsAndTheTopFrameWhereItStood) {
  const RawFrame first = FrameOf(reinterpret_cast<const void*>(&InlinedPlace));
  EXPECT_EQ(NamesOf({first}).at(0).function, "bulkhead::InlinedPlace()");
  // One before the first instruction of a function is not in it.
  EXPECT_NE(NamesOf({{}, first}).at(1).function, "bulkhead::InlinedPlace()");
}

TEST(SymboliserTest, AModuleWithoutDebugInformationGivesItsFunctions) {
  // One that no sanitizer puts its own in the place of.
  const RawFrame frame = FrameOf(reinterpret_cast<const void*>(&::gnu_get_libc_version));
  const std::vector<NamedFrame> frames = NamesOf({{frame.module, frame.offset + 1}});
  EXPECT_THAT(frames.at(0).module, HasSubstr("libc.so"));
  EXPECT_THAT(frames.at(0).function, HasSubstr("gnu_get_libc_version"));
}

TEST(SymboliserTest, WhatMeansNothingStaysWithoutAName) {
  const RawFrame frame = FrameOf(reinterpret_cast<const void*>(&InlinedPlace));
  const TempDir directory;
  const std::string whole = ReadWhole(frame.module);
  std::vector<RawFrame> frames = {
      {frame.module, ~0ull},
      {frame.module, 0},
      {frame.module, 1},
      {"", frame.offset},
      {directory.path() / "none.so", frame.offset},
      {directory.path(), frame.offset},
      {directory.Write("empty.so", ""), frame.offset},
      {directory.Write("words.so", "these are words, no program"), frame.offset},
      {directory.Write("header.so", whole.substr(0, 64)), frame.offset},
      {directory.Write("half.so", whole.substr(0, whole.size() / 2)), frame.offset},
  };
  const std::vector<NamedFrame> named = NamesOf(frames);
  ASSERT_EQ(named.size(), frames.size());
  for (size_t i = 0; i < named.size(); ++i) {
    EXPECT_EQ(named[i], (NamedFrame{{}, {}, 0, frames[i].module, frames[i].offset}));
  }
}

TEST(SymboliserTest, GoesOnWithoutNamesOnceItIsToStop) {
  const RawStack stack{"main", {FrameOf(reinterpret_cast<const void*>(&InlinedPlace))}};
  Symboliser symboliser;
  const std::atomic<bool> stop = true;
  EXPECT_EQ(symboliser.Name({&stack, 1}, stop).at(0).frames.at(0).function, "");
  EXPECT_EQ(symboliser.modules(), 0u);
  EXPECT_EQ(Unnamed({&stack, 1}).at(0).frames.at(0).offset, stack.frames[0].offset);
  EXPECT_NE(symboliser.Name({&stack, 1}, kGoOn).at(0).frames.at(0).function, "");
  EXPECT_EQ(symboliser.modules(), 1u);
  symboliser.Forget();
  EXPECT_EQ(symboliser.modules(), 0u);
}

TEST(SymboliserTest, InStepsTheInnermostFrameOfTheFirstStackComesFirst) {
  const RawFrame frame = FrameOf(reinterpret_cast<const void*>(&InlinedPlace));
  const std::vector<RawStack> stacks = {{"main", std::vector<RawFrame>(20, frame)}, {"other", {frame}}};
  Symboliser symboliser;
  std::vector<std::pair<size_t, NamedStack>> told;
  symboliser.NameInSteps(stacks, kGoOn, [&](size_t stack, NamedStack so_far) { told.emplace_back(stack, std::move(so_far)); });
  ASSERT_GE(told.size(), 3u);
  EXPECT_EQ(told.front().first, 0u);
  const std::vector<NamedFrame>& first = told.front().second.frames;
  EXPECT_EQ(first.front().function, "bulkhead::InlinedPlace()");
  EXPECT_EQ(first.back(), (NamedFrame{{}, {}, 0, frame.module, frame.offset}));
  const std::vector<NamedStack> whole = symboliser.Name(stacks, kGoOn);
  EXPECT_EQ(told.back().first, 1u);
  EXPECT_EQ(told.back().second.frames, whole[1].frames);
  const auto last_of_first = std::find_if(told.rbegin(), told.rend(), [](const auto& each) { return each.first == 0; });
  EXPECT_EQ(last_of_first->second.frames, whole[0].frames);
  told.clear();
  const std::atomic<bool> stop = true;
  symboliser.NameInSteps(stacks, stop, [&](size_t stack, NamedStack so_far) { told.emplace_back(stack, std::move(so_far)); });
  EXPECT_TRUE(told.empty());
}

TEST(SymboliserTest, AskedTwiceItSaysTheSame) {
  WorkPace pace;
  ModuleSymbols symbols("/proc/self/exe", &pace);
  const uint64_t offset = FrameOf(reinterpret_cast<const void*>(&InlinedPlace)).offset;
  const std::string first = symbols.Find(offset).at(0).function;
  EXPECT_EQ(symbols.Find(offset).at(0).function, first);
}

TEST(RuntimeFramesTest, WhatCarriesOutAnAbortIsNotWhoAskedForIt) {
  const std::string libc = "/lib/x86_64-linux-gnu/libc.so.6";
  const std::string libstdcxx = "/lib/x86_64-linux-gnu/libstdc++.so.6";
  std::vector<NamedFrame> frames = {
      {"raise", "", 0, libc, 1},
      {"abort", "", 0, libc, 2},
      {"bulkhead::(anonymous namespace)::OnTerminate()", "crash_handler.cc", 1, "/bin/bulkhead-renderer", 3},
      {"__cxa_throw", "", 0, libstdcxx, 4},
      {"bulkhead::Throw()", "throw.cc", 9, "/bin/bulkhead-renderer", 5},
      {"qsort", "", 0, libc, 6},
  };
  DropRuntimeFrames(&frames);
  EXPECT_THAT(frames, ElementsAre(Field(&NamedFrame::function, "bulkhead::Throw()"), Field(&NamedFrame::function, "qsort")));
  std::vector<NamedFrame> nobody = {{"abort", "", 0, libc, 2}};
  DropRuntimeFrames(&nobody);
  EXPECT_EQ(nobody.size(), 1u);
  std::vector<NamedFrame> none;
  DropRuntimeFrames(&none);
  EXPECT_THAT(none, IsEmpty());
}

TEST(DemangleTest, NamesAreReadableAndBounded) {
  EXPECT_EQ(Demangle("_ZN8bulkhead12InlinedPlaceEv"), "bulkhead::InlinedPlace()");
  EXPECT_EQ(Demangle("main"), "main");
  EXPECT_EQ(Demangle("_Znonsense"), "_Znonsense");
  EXPECT_EQ(Demangle(""), "");
  const std::string bounded = Demangle("_Z" + std::string(10'000, '9'));
  EXPECT_EQ(bounded.size(), 512u);
  EXPECT_TRUE(bounded.ends_with("..."));
}

}  // namespace
}  // namespace bulkhead
