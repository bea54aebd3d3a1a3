// The recorded checks of the suite against entrants that lie.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <variant>

#include "benchmarks/tests/liars.hpp"
#include "benchmarks/tests/recorded.hpp"
#include "impls/counter.hpp"

namespace syncbench {
namespace {

template <class Q>
Finding found_in_queue() {
  return recorded_queue<Q>(std::string(Q::info.name)).run();
}

template <class C>
Finding found_in_counter() {
  return recorded_counter<C>(std::string(C::info.name)).run();
}

void expect_caught(const Finding& finding, const std::string& by) {
  EXPECT_FALSE(finding.passed);
  EXPECT_GT(finding.operations, 0U);
  EXPECT_NE(finding.detail.find(by), std::string::npos) << finding.detail;
}

TEST(RecordedCheck, passes_honest_entrants_and_says_what_was_observed) {
  const auto queue = found_in_queue<TwistedQueue<Honest>>();
  EXPECT_TRUE(queue.passed) << queue.detail;
  EXPECT_GT(queue.operations, 0U);
  EXPECT_EQ(std::get<std::string>(queue.observed.at(0).second), "strict_fifo");
  const auto counter = found_in_counter<FetchAddCounter<>>();
  EXPECT_TRUE(counter.passed) << counter.detail;
  EXPECT_EQ(std::get<std::string>(counter.observed.at(0).second), "linearizable");
}

TEST(RecordedCheck, catches_a_queue_that_reorders_and_calls_itself_strict_fifo) {
  const auto finding = found_in_queue<TwistedQueue<Reorders>>();
  expect_caught(finding, "is not strict_fifo");
  EXPECT_EQ(std::get<std::string>(finding.observed.at(0).second), "unordered");
}

TEST(RecordedCheck, catches_queues_that_lose_repeat_or_invent_tasks) {
  expect_caught(found_in_queue<TwistedQueue<Loses>>(), "lost something");
  expect_caught(found_in_queue<TwistedQueue<Duplicates>>(), "gave out something twice");
  expect_caught(found_in_queue<TwistedQueue<Swaps>>(), "gave out something twice");
  expect_caught(found_in_queue<TwistedQueue<Invents>>(), "gave out what never went in");
  expect_caught(found_in_queue<EndlessQueue>(), "gave out what never went in");
}

TEST(RecordedCheck, catches_queues_that_refuse_without_reason) {
  expect_caught(found_in_queue<TwistedQueue<AlwaysEmpty>>(), "lost something");
  expect_caught(found_in_queue<NullQueue>(), "a false \"full\"");
}

TEST(RecordedCheck, catches_a_counter_that_forgets_additions) {
  expect_caught(found_in_counter<LossyCounter>(), "is not linearizable");
}

TEST(RecordedCheckDeathTest, ends_a_counter_that_hangs) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  EXPECT_DEATH(found_in_counter<StuckCounter>(), "counter/stuck.*fetch_add");
  unsetenv("SYNCBENCH_WATCHDOG_S");
}

}  // namespace
}  // namespace syncbench
