#include "browser/core/flight_recorder.h"

#include <chrono>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr uint16_t kDown = 1, kUp = 40, kFrameUp = 97;

FlightEntry At(int ms, uint16_t number) {
  return {TimePoint(std::chrono::milliseconds(ms)), number, 10, 0};
}

TEST(FlightRecorderTest, IsEmptyAtFirst) {
  FlightRecorder recorder;
  recorder.NotePage(kUp, 7);
  EXPECT_TRUE(recorder.Entries().empty());
}

TEST(FlightRecorderTest, TellsAllChannelsAndDirectionsInTheOrderOfTime) {
  FlightRecorder recorder;
  recorder.Note(At(3, kUp));
  recorder.Note(At(1, kDown));
  recorder.Note(At(2, kFrameUp));
  EXPECT_EQ(recorder.Entries(), (std::vector<FlightEntry>{At(1, kDown), At(2, kFrameUp), At(3, kUp)}));
}

TEST(FlightRecorderTest, KeepsTheLastOfEachWhateverTheOthersSay) {
  FlightRecorder recorder;
  recorder.Note(At(0, kUp));
  for (int i = 1; i <= 1000; ++i) {
    recorder.Note(At(i, kFrameUp));
  }
  const std::vector<FlightEntry> entries = recorder.Entries();
  ASSERT_EQ(entries.size(), 1 + FlightRecorder::kKept);
  EXPECT_EQ(entries.front(), At(0, kUp));
  EXPECT_EQ(entries[1], At(1000 - static_cast<int>(FlightRecorder::kKept) + 1, kFrameUp));
  EXPECT_EQ(entries.back(), At(1000, kFrameUp));
}

TEST(FlightRecorderTest, APageIsOfTheLastMessageOfThatNumberAlone) {
  FlightRecorder recorder;
  recorder.Note(At(1, kUp));
  recorder.NotePage(kUp, 7);
  recorder.Note(At(2, kUp + 1));
  recorder.NotePage(kUp, 8);
  EXPECT_EQ(recorder.Entries()[0].page, 7u);
  EXPECT_EQ(recorder.Entries()[1].page, 0u);
}

}  // namespace
}  // namespace bulkhead
