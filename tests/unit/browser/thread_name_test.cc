#include "browser/core/thread_name.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

std::string NumberedStatus(const std::string& name, const std::string& numbers) {
  return "Name:\t" + name + "\nPid:\t20575\nNSpid:\t" + numbers + "\nThreads:\t3\n";
}

SandboxSight SightOf(const std::vector<std::string>& threads) {
  return {threads.front(), threads};
}

TEST(ThreadNameTest, IsFoundInTheNamespaceThatNumbersTheProcessSo) {
  const SandboxSight sight = SightOf({NumberedStatus("main", "20575\t9\t1"), NumberedStatus("compositor", "20576\t10\t2"),
                                      NumberedStatus("worker-1", "20577\t11\t3")});
  EXPECT_EQ(NameOfThread(sight, 9, 9), "main");
  EXPECT_EQ(NameOfThread(sight, 9, 11), "worker-1");
  EXPECT_EQ(NameOfThread(sight, 20575, 20576), "compositor");
  EXPECT_EQ(NameOfThread(sight, 9, 20576), "");
  EXPECT_EQ(NameOfThread(sight, 8, 9), "");
}

TEST(ThreadNameTest, TheInnerOfTwoNamespacesThatAgree) {
  const SandboxSight sight = SightOf({NumberedStatus("main", "9\t9\t1"), NumberedStatus("compositor", "10\t12\t2"),
                                      NumberedStatus("other", "12\t10\t3")});
  EXPECT_EQ(NameOfThread(sight, 9, 12), "compositor");
}

TEST(ThreadNameTest, WithoutNamespacesThereIsOneNumber) {
  const SandboxSight sight = SightOf({NumberedStatus("main", "42"), NumberedStatus("compositor", "43")});
  EXPECT_EQ(NameOfThread(sight, 42, 43), "compositor");
  EXPECT_EQ(NameOfThread({"Name:\tmain\n", {"Name:\tmain\n"}}, 42, 42), "");
  EXPECT_EQ(NameOfThread({NumberedStatus("main", "x\t1"), {}}, 1, 1), "");
}

TEST(ThreadNameTest, ANameIsHarmless) {
  EXPECT_EQ(NameOfThread(SightOf({NumberedStatus("a\x1b[1m", "42")}), 42, 42), "a\uFFFD[1m");
}

}  // namespace
}  // namespace bulkhead
