#include "browser/core/posted_messages.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(PostedMessagesTest, WaitForThePageAndKeepTheirOrder) {
  PostedMessages messages;
  EXPECT_TRUE(messages.Add("1"));
  EXPECT_TRUE(messages.Add("2"));
  EXPECT_FALSE(messages.TakeNext());
  messages.OnLoaded();
  EXPECT_EQ(messages.TakeNext(), "1");
  EXPECT_EQ(messages.TakeNext(), "2");
  EXPECT_FALSE(messages.TakeNext());
}

TEST(PostedMessagesTest, NoMoreAreOnTheirWayThanTheWindow) {
  PostedMessages messages;
  messages.OnLoaded();
  for (uint64_t at = 0; at < PostedMessages::kWindow + 2; ++at) {
    ASSERT_TRUE(messages.Add(std::to_string(at)));
  }
  for (uint64_t at = 0; at < PostedMessages::kWindow; ++at) {
    EXPECT_EQ(messages.TakeNext(), std::to_string(at));
  }
  EXPECT_FALSE(messages.TakeNext());
  EXPECT_TRUE(messages.OnTaken(1));
  EXPECT_EQ(messages.TakeNext(), std::to_string(PostedMessages::kWindow));
  EXPECT_FALSE(messages.TakeNext());
}

TEST(PostedMessagesTest, APageCannotTakeWhatWasNotSentNorTakeItBack) {
  PostedMessages messages;
  messages.OnLoaded();
  messages.Add("1");
  messages.Add("2");
  messages.TakeNext();
  EXPECT_FALSE(messages.OnTaken(2));
  EXPECT_FALSE(messages.OnTaken(0));
  EXPECT_TRUE(messages.OnTaken(1));
  EXPECT_FALSE(messages.OnTaken(1));
}

TEST(PostedMessagesTest, WhatWasNotTakenIsCountedAndForgotten) {
  PostedMessages messages;
  messages.OnLoaded();
  for (const char* json : {"1", "2", "3"}) {
    messages.Add(json);
  }
  messages.TakeNext();
  messages.TakeNext();
  messages.OnTaken(1);
  EXPECT_EQ(messages.Reset(), 2u);
  messages.Add("4");
  EXPECT_FALSE(messages.TakeNext());  // of a page that has yet to load
  messages.OnLoaded();
  EXPECT_EQ(messages.TakeNext(), "4");
  EXPECT_TRUE(messages.OnTaken(1));
  EXPECT_EQ(messages.Reset(), 0u);
}

TEST(PostedMessagesTest, WhatWaitsIsBoundedByCountAndByBytes) {
  PostedMessages many;
  for (size_t at = 0; at < PostedMessages::kMaxWaiting; ++at) {
    ASSERT_TRUE(many.Add("1"));
  }
  EXPECT_FALSE(many.Add("1"));
  PostedMessages large;
  ASSERT_TRUE(large.Add(std::string(PostedMessages::kMaxWaitingBytes - 1, ' ')));
  EXPECT_FALSE(large.Add("12"));
  EXPECT_TRUE(large.Add("1"));
}

TEST(PostedMessagesTest, AReloadedPageHasToLoadFirst) {
  PostedMessages messages;
  messages.OnLoaded();
  messages.OnReload();
  EXPECT_TRUE(messages.Add("1"));
  EXPECT_FALSE(messages.TakeNext());
  messages.OnLoaded();
  EXPECT_EQ(messages.TakeNext(), "1");
}

}  // namespace
}  // namespace bulkhead
