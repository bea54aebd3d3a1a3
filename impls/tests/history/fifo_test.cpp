// The checker of queue histories, on histories written by hand.
#include "impls/history/fifo.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace syncbench {
namespace {

QueueOperation push(std::uint64_t value, Stamp start, Stamp finish, std::uint32_t thread = 0) {
  return {QueueCall::push, thread, value, start, finish};
}
QueueOperation pop(std::uint64_t value, Stamp start, Stamp finish, std::uint32_t thread = 9) {
  return {QueueCall::pop, thread, value, start, finish};
}
QueueOperation empty(Stamp start, Stamp finish) { return {QueueCall::empty, 9, 0, start, finish}; }
QueueOperation full(Stamp start, Stamp finish) { return {QueueCall::full, 1, 0, start, finish}; }

TEST(FifoJudge, finds_nothing_in_a_history_without_operations) {
  const auto verdict = judge({}, 8);
  EXPECT_TRUE(verdict.conserves() && verdict.order.kept() && verdict.empty.kept() && verdict.full.kept());
  EXPECT_EQ(verdict.lateness, 0U);
}

TEST(FifoJudge, acquits_a_queue_that_keeps_every_promise) {
  const auto verdict =
      judge({empty(0, 1), push(1, 2, 3), push(2, 4, 5), full(6, 7), pop(1, 8, 9), pop(2, 10, 11), empty(12, 13)}, 2);
  EXPECT_TRUE(verdict.conserves() && verdict.order.kept() && verdict.producer_order.kept());
  EXPECT_TRUE(verdict.empty.kept() && verdict.full.kept() && verdict.capacity.kept());
}

TEST(FifoJudge, finds_a_value_that_nobody_pushed) {
  const auto verdict = judge({push(1, 0, 1), pop(1, 2, 3), pop(7, 104, 105)}, std::nullopt);
  EXPECT_EQ(verdict.fresh.breaches, 1U);
  EXPECT_EQ(verdict.fresh.example, "thread 9 popped 7 in [104, 105], which nobody pushed");
  EXPECT_TRUE(verdict.repeated.kept() && verdict.lost.kept() && verdict.order.kept());
}

TEST(FifoJudge, finds_a_value_that_was_popped_before_it_was_pushed) {
  EXPECT_EQ(judge({pop(1, 0, 1), push(1, 2, 3)}, std::nullopt).fresh.breaches, 1U);
  EXPECT_TRUE(judge({pop(1, 0, 2), push(1, 2, 3)}, std::nullopt).fresh.kept()) << "equal stamps overlap";
}

TEST(FifoJudge, finds_a_value_that_was_popped_twice) {
  const auto verdict = judge({push(1, 0, 1), pop(1, 2, 3), pop(1, 4, 5)}, std::nullopt);
  EXPECT_EQ(verdict.repeated.breaches, 1U);
  EXPECT_NE(verdict.repeated.example.find("popped 1 in [4, 5] again"), std::string::npos) << verdict.repeated.example;
  EXPECT_TRUE(verdict.fresh.kept() && verdict.lost.kept());
}

TEST(FifoJudge, finds_a_lost_value_only_if_the_queue_was_drained) {
  const QueueHistory history{push(1, 0, 1), push(2, 2, 3), pop(1, 4, 5)};
  EXPECT_EQ(judge(history, std::nullopt).lost.breaches, 1U);
  EXPECT_NE(judge(history, std::nullopt).lost.example.find("lost: 2"), std::string::npos);
  EXPECT_TRUE(judge(history, std::nullopt, Drain::incomplete).lost.kept());
}

TEST(FifoJudge, refuses_a_history_that_pushes_a_value_twice) {
  EXPECT_THROW(judge({push(1, 0, 1), push(1, 2, 3)}, std::nullopt), std::invalid_argument);
}

TEST(FifoJudge, counts_how_many_values_one_overtook) {
  // Each of 4 and 3 comes out before values that went in before it: 3 of them and 2.
  const auto verdict = judge({push(1, 0, 1), push(2, 2, 3), push(3, 4, 5), push(4, 6, 7), pop(4, 8, 9),
                              pop(3, 10, 11), pop(1, 12, 13), pop(2, 14, 15)},
                             std::nullopt);
  EXPECT_EQ(verdict.lateness, 3U);
  EXPECT_EQ(verdict.order.breaches, 2U);
  EXPECT_EQ(verdict.order.example,
            "3 (pushed by thread 0 in [4, 5], popped by thread 9 in [10, 11]) overtook "
            "2 (pushed by thread 0 in [2, 3], popped by thread 9 in [14, 15])");
  EXPECT_TRUE(verdict.conserves());
}

TEST(FifoJudge, lets_overlapping_pushes_or_pops_go_either_way) {
  const QueueHistory pushes{push(1, 0, 3), push(2, 3, 5), pop(2, 6, 7), pop(1, 8, 9)};
  EXPECT_TRUE(judge(pushes, std::nullopt).order.kept());
  const QueueHistory pops{push(1, 0, 1), push(2, 2, 3), pop(2, 4, 6), pop(1, 6, 7)};
  EXPECT_TRUE(judge(pops, std::nullopt).order.kept());
}

TEST(FifoJudge, counts_a_value_that_never_left_as_overtaken) {
  const auto verdict = judge({push(1, 0, 1), push(2, 2, 3), pop(2, 4, 5)}, std::nullopt, Drain::incomplete);
  EXPECT_EQ(verdict.lateness, 1U);
}

TEST(FifoJudge, tells_a_producers_order_from_the_order_of_all) {
  const QueueHistory across{push(1, 0, 1, 0), push(2, 2, 3, 1), pop(2, 4, 5), pop(1, 6, 7)};
  EXPECT_FALSE(judge(across, std::nullopt).order.kept());
  EXPECT_TRUE(judge(across, std::nullopt).producer_order.kept());
  const QueueHistory within{push(1, 0, 1, 0), push(2, 2, 3, 0), pop(2, 4, 5), pop(1, 6, 7)};
  EXPECT_EQ(judge(within, std::nullopt).producer_order.breaches, 1U);
}

TEST(FifoJudge, finds_an_empty_that_was_told_while_a_value_was_inside) {
  const auto verdict = judge({push(1, 0, 1), empty(2, 3), pop(1, 4, 5)}, std::nullopt);
  EXPECT_EQ(verdict.empty.breaches, 1U);
  EXPECT_EQ(verdict.empty.example,
            "thread 9 was told \"empty\" in [2, 3], though something was inside all through [1, 4]");
}

TEST(FifoJudge, finds_an_empty_that_only_several_values_together_refute) {
  EXPECT_FALSE(
      judge({push(1, 0, 1), push(2, 4, 5), empty(3, 8), pop(1, 6, 7), pop(2, 10, 11)}, std::nullopt).empty.kept());
  // Here 1 may have left before 2 came.
  EXPECT_TRUE(
      judge({push(1, 0, 1), push(2, 4, 6), empty(3, 8), pop(1, 5, 7), pop(2, 10, 11)}, std::nullopt).empty.kept());
}

TEST(FifoJudge, believes_an_empty_that_touches_a_moment_without_values) {
  EXPECT_TRUE(judge({push(1, 0, 2), empty(2, 3), pop(1, 4, 5)}, std::nullopt).empty.kept());
  EXPECT_TRUE(judge({push(1, 0, 1), empty(2, 4), pop(1, 4, 5)}, std::nullopt).empty.kept());
  EXPECT_TRUE(
      judge({push(1, 0, 1), pop(1, 3, 4), push(2, 2, 3), empty(2, 5), pop(2, 6, 7)}, std::nullopt).empty.kept());
}

TEST(FifoJudge, finds_a_full_that_was_told_while_there_was_room) {
  const auto verdict = judge({push(1, 0, 1), full(2, 3), pop(1, 4, 5)}, 2);
  EXPECT_EQ(verdict.full.breaches, 1U);
  EXPECT_EQ(verdict.full.example, "thread 1 was told \"full\" in [2, 3], though at most 1 of 2 were inside");
  EXPECT_TRUE(judge({push(1, 0, 1), full(2, 3), pop(1, 4, 5)}, 1).full.kept());
}

TEST(FifoJudge, believes_a_full_if_there_may_have_been_no_room_at_some_moment) {
  EXPECT_TRUE(judge({push(1, 0, 1), full(2, 6), push(2, 6, 9), pop(1, 6, 7), pop(2, 10, 11)}, 2).full.kept());
  EXPECT_FALSE(judge({push(1, 0, 1), full(2, 6), push(2, 7, 9), pop(1, 6, 7), pop(2, 10, 11)}, 2).full.kept());
  EXPECT_TRUE(judge({push(1, 0, 1), pop(1, 2, 4), full(4, 6)}, 1).full.kept());
  EXPECT_FALSE(judge({push(1, 0, 1), pop(1, 2, 3), full(4, 6)}, 1).full.kept());
}

TEST(FifoJudge, finds_more_inside_than_there_is_room_for) {
  const QueueHistory history{push(1, 0, 1), push(2, 2, 3), push(3, 4, 5), pop(1, 6, 7), pop(2, 8, 9), pop(3, 10, 11)};
  EXPECT_EQ(judge(history, 2).capacity.example, "3 were inside what holds 2");
  EXPECT_TRUE(judge(history, 3).capacity.kept());
}

}  // namespace
}  // namespace syncbench
