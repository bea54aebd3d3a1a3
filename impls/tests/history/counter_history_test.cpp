// The checkers of counter histories, on histories written by hand.
#include "impls/history/counter_history.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace syncbench {
namespace {

CounterOperation fetch_add(std::uint64_t answer, Stamp start, Stamp finish) {
  return {CounterCall::fetch_add, 1, answer, start, finish};
}
CounterOperation add(Stamp start, Stamp finish) { return {CounterCall::add, 1, 0, start, finish}; }
CounterOperation read(std::uint64_t answer, Stamp start, Stamp finish) {
  return {CounterCall::read, 2, answer, start, finish};
}

TEST(CounterJudge, acquits_answers_that_agree_with_time) {
  EXPECT_TRUE(judge_answers({}).kept());
  EXPECT_TRUE(
      judge_answers({read(0, 0, 1), fetch_add(0, 2, 3), read(1, 4, 5), fetch_add(1, 6, 7), read(2, 8, 9)}).kept());
}

TEST(CounterJudge, lets_overlapping_calls_go_either_way) {
  EXPECT_TRUE(judge_answers({fetch_add(1, 0, 5), fetch_add(0, 4, 9)}).kept());
  EXPECT_TRUE(judge_answers({fetch_add(1, 0, 5), fetch_add(0, 5, 9)}).kept()) << "equal stamps overlap";
}

TEST(CounterJudge, finds_an_answer_that_was_given_twice) {
  const auto promise = judge_answers({fetch_add(0, 0, 5), fetch_add(0, 1, 6)});
  EXPECT_FALSE(promise.kept());
  EXPECT_NE(promise.example.find("the same answer twice"), std::string::npos) << promise.example;
}

TEST(CounterJudge, finds_an_answer_that_leaves_a_gap) {
  EXPECT_FALSE(judge_answers({fetch_add(0, 0, 1), fetch_add(2, 2, 3)}).kept());
  EXPECT_FALSE(judge_answers({fetch_add(std::numeric_limits<std::uint64_t>::max(), 0, 1)}).kept());
}

TEST(CounterJudge, finds_a_read_of_more_than_was_added) {
  EXPECT_FALSE(judge_answers({fetch_add(0, 0, 1), read(2, 2, 3)}).kept());
}

TEST(CounterJudge, finds_an_increment_that_answers_as_if_an_earlier_one_had_not_been) {
  const auto promise = judge_answers({fetch_add(1, 0, 2), fetch_add(0, 3, 4)});
  EXPECT_EQ(promise.example, "thread 1 added after 1 in [0, 2], later thread 1 added after 0 in [3, 4]");
}

TEST(CounterJudge, finds_a_read_that_went_back) {
  EXPECT_FALSE(judge_answers({fetch_add(0, 0, 9), read(1, 1, 2), read(0, 3, 4)}).kept());
  EXPECT_TRUE(judge_answers({fetch_add(0, 0, 9), read(0, 1, 2), read(1, 3, 4)}).kept());
}

TEST(CounterJudge, bounds_a_read_by_what_was_over_and_what_had_begun) {
  for (const std::uint64_t answer : {1U, 2U}) {
    EXPECT_TRUE(judge_bounds({add(0, 1), add(2, 5), read(answer, 3, 4), add(6, 7)}).kept()) << answer;
  }
  const auto promise = judge_bounds({add(0, 1), add(2, 5), read(0, 3, 4), add(6, 7)});
  EXPECT_EQ(promise.example, "thread 2 read 0 in [3, 4], though from 1 to 2 increments were done");
  EXPECT_FALSE(judge_bounds({add(0, 1), add(2, 5), read(3, 3, 4), add(6, 7)}).kept());
}

TEST(CounterJudge, lets_two_reads_of_a_quiescent_counter_disagree) {
  EXPECT_TRUE(judge_bounds({add(0, 9), add(0, 9), read(2, 1, 2), read(0, 3, 4)}).kept());
}

TEST(CounterJudge, wants_the_total_exact) {
  EXPECT_TRUE(judge_total({add(0, 1), fetch_add(0, 0, 1), read(0, 0, 1)}, 2).kept());
  EXPECT_EQ(judge_total({add(0, 1), add(0, 1)}, 1).example, "2 increments made 1");
}

}  // namespace
}  // namespace syncbench
