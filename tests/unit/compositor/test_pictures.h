// What the compositor's tests draw with and look for, and when their virtual time begins.
#ifndef BULKHEAD_TESTS_UNIT_COMPOSITOR_TEST_PICTURES_H_
#define BULKHEAD_TESTS_UNIT_COMPOSITOR_TEST_PICTURES_H_

#include <chrono>
#include <cstdint>

#include "ipc/os/clock.h"
#include "renderer/paint/display_list.h"

namespace bulkhead {

constexpr TimePoint kStart{std::chrono::seconds(1000)};

constexpr Color kRed{255, 0, 0, 255};
constexpr Color kGreen{0, 128, 0, 255};
constexpr Color kBlue{0, 0, 255, 255};

// The same in a buffer: ARGB.
constexpr uint32_t kWhitePixel = 0xffffffff;
constexpr uint32_t kRedPixel = 0xffff0000;
constexpr uint32_t kGreenPixel = 0xff008000;
constexpr uint32_t kBluePixel = 0xff0000ff;

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_COMPOSITOR_TEST_PICTURES_H_
