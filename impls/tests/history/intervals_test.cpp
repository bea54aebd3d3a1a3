// The checker of holders of locks and semaphores, on histories written by hand.
#include "impls/history/intervals.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace syncbench {
namespace {

TEST(HeldIntervals, of_nobody_do_not_overlap) {
  EXPECT_EQ(greatest_overlap({}).greatest, 0U);
  EXPECT_TRUE(judge_overlap({}, 1).kept());
}

TEST(HeldIntervals, one_after_the_other_fit_a_lock) {
  EXPECT_EQ(greatest_overlap({{0, 0, 10}, {1, 20, 30}, {0, 11, 19}}).greatest, 1U);
  EXPECT_EQ(greatest_overlap({{0, 0, 10}, {1, 10, 20}}).greatest, 1U) << "equal stamps do not tell who was first";
}

TEST(HeldIntervals, that_overlap_are_named) {
  const std::vector<Held> history{{0, 100, 110}, {1, 120, 140}, {2, 130, 150}};
  EXPECT_EQ(judge_overlap(history, 1).example,
            "2 held at the same time what 1 may: among them thread 1 in [20, 40] and thread 2 in [30, 50]");
  EXPECT_TRUE(judge_overlap(history, 2).kept());
}

TEST(HeldIntervals, are_counted_at_their_thickest) {
  const std::vector<Held> history{{0, 0, 100}, {1, 10, 20}, {2, 15, 40}, {3, 30, 60}, {4, 35, 38}, {5, 70, 80}};
  EXPECT_EQ(greatest_overlap(history).greatest, 4U);
  EXPECT_FALSE(judge_overlap(history, 3).kept());
}

TEST(HeldIntervals, include_holders_who_never_released) {
  EXPECT_EQ(greatest_overlap({{0, 0, never}, {1, 10, 20}}).greatest, 2U);
}

TEST(HeldIntervals, of_a_single_stamp_are_a_moment_of_holding) {
  EXPECT_EQ(greatest_overlap({{0, 0, 10}, {1, 5, 5}}).greatest, 2U);
  EXPECT_EQ(greatest_overlap({{0, 0, 5}, {1, 5, 5}, {2, 5, 5}, {3, 5, 10}}).greatest, 1U);
}

}  // namespace
}  // namespace syncbench
