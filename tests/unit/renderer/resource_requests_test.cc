#include "renderer/threads/resource_requests.h"

#include <set>

#include <gtest/gtest.h>

#include "ipc/message_table.h"
#include "proto/control.pb.h"
#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

TEST(ResourceRequests, AnswersFindWhoAsked) {
  ManualClock clock;
  ResourceRequests requests;
  requests.Add({1, 7}, "a.png");
  requests.Add({2, 7}, "b.png");
  const auto first = requests.TakeNext(clock.Now());
  const auto second = requests.TakeNext(clock.Now());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->url, "a.png");
  EXPECT_NE(first->wire_request, second->wire_request);
  EXPECT_FALSE(requests.TakeNext(clock.Now()));

  const auto origin = requests.Settle(second->wire_request);
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->page, 2u);
  EXPECT_EQ(origin->request, 7u);
  EXPECT_FALSE(requests.Settle(second->wire_request)) << "each ends once";
  EXPECT_FALSE(requests.Settle(12345));
}

TEST(ResourceRequests, AForgottenPagesAnswerFindsNobodyAndItsNumberIsNotUsedAgain) {
  ManualClock clock;
  ResourceRequests requests;
  requests.Add({1, 1}, "old.png");
  requests.Add({1, 2}, "never sent");
  const auto old = requests.TakeNext(clock.Now());
  requests.ForgetPage(1);
  EXPECT_FALSE(requests.TakeNext(clock.Now()));
  requests.Add({1, 1}, "new.png");
  const auto fresh = requests.TakeNext(clock.Now());
  ASSERT_TRUE(old && fresh);
  EXPECT_NE(old->wire_request, fresh->wire_request);
  EXPECT_FALSE(requests.Settle(old->wire_request));
  EXPECT_TRUE(requests.Settle(fresh->wire_request));
}

TEST(ResourceRequests, HoldsBackWhatIsTooMuchAtOnce) {
  ManualClock clock;
  ResourceRequests requests;
  for (uint32_t i = 0; i < kMaxResourcesInFlight + 10; ++i) {
    requests.Add({1, i}, "x");
  }
  std::set<uint32_t> in_flight;
  while (const auto ask = requests.TakeNext(clock.Now())) {
    in_flight.insert(ask->wire_request);
  }
  EXPECT_EQ(in_flight.size(), kMaxResourcesInFlight);
  EXPECT_FALSE(requests.NextAt(clock.Now())) << "waits for an answer, not for time";
  EXPECT_TRUE(requests.Settle(*in_flight.begin()));
  EXPECT_EQ(requests.NextAt(clock.Now()), clock.Now());
  EXPECT_TRUE(requests.TakeNext(clock.Now()));
}

TEST(ResourceRequests, NeverFasterThanItsContract) {
  ManualClock clock;
  ResourceRequests requests;
  int sent = 0;
  for (int step = 0; step < 10'000; ++step) {
    for (int i = 0; i < 10; ++i) {
      requests.Add({1, 1}, "x");
    }
    while (const auto ask = requests.TakeNext(clock.Now())) {
      requests.Settle(ask->wire_request);
      ++sent;
    }
    const auto next = requests.NextAt(clock.Now());
    EXPECT_TRUE(!next || *next > clock.Now());
    clock.Advance(std::chrono::milliseconds(1));
  }
  const MessageContract& contract = ContractOf<control::ResourceRequest>();
  EXPECT_LE(sent, 10 * contract.per_second / 2 + contract.burst / 2 + 1);
  EXPECT_GT(sent, 10 * contract.per_second / 2 - 1);
}

}  // namespace
}  // namespace bulkhead
