// The checkers against the definitions, on a million random small histories.
#include "impls/tests/history/brute_force.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "impls/history/counter_history.hpp"
#include "impls/history/fifo.hpp"
#include "impls/history/intervals.hpp"
#include "impls/tests/history/random_histories.hpp"

namespace syncbench {
namespace {

template <class History>
std::string tell(std::uint64_t seed, const History& history) {
  auto text = "seed " + std::to_string(seed);
  for (const auto& operation : history) text += "\n  " + describe(operation, 0);
  return text;
}

std::string tell(std::uint64_t seed, const std::vector<brute::Acquisition>& history) {
  auto text = "seed " + std::to_string(seed);
  for (const auto& one : history) {
    text += "\n  acquired in " + interval(one.acquire_start, one.acquire_finish, 0) + ", released in " +
            interval(one.release_start, one.release_finish, 0);
  }
  return text;
}

// A comparison of which one side never occurs shows nothing.
void expect_both(std::size_t right, std::size_t all) {
  EXPECT_GT(right, all / 25) << "hardly any right history";
  EXPECT_LT(right, all - all / 25) << "hardly any wrong history";
}

constexpr std::uint64_t queues = 300'000, bounded_queues = 150'000, counters = 300'000, locks = 300'000;

TEST(BruteForce, agrees_on_which_histories_are_those_of_a_fifo_queue) {
  std::size_t right = 0;
  for (std::uint64_t seed = 0; seed < queues; ++seed) {
    Dice dice(seed);
    const auto history = random_queue_history(dice, std::nullopt);
    const auto verdict = judge(history, std::nullopt, Drain::incomplete);
    const bool kept = verdict.conserves() && verdict.order.kept() && verdict.empty.kept();
    ASSERT_EQ(kept, brute::linearizable(history, std::nullopt)) << tell(seed, history);
    right += kept;
  }
  expect_both(right, queues);
}

TEST(BruteForce, agrees_on_who_overtook_whom) {
  std::size_t in_order = 0, in_producers_order = 0;
  for (std::uint64_t seed = 0; seed < queues; ++seed) {
    Dice dice(seed);
    const auto history = random_queue_history(dice, std::nullopt);
    const auto verdict = judge(history, std::nullopt, Drain::incomplete);
    const auto passages = passages_of(history).all;
    const auto [lateness, overtakers] = brute::overtaking(passages, false);
    ASSERT_EQ(verdict.lateness, lateness) << tell(seed, history);
    ASSERT_EQ(verdict.order.breaches, overtakers) << tell(seed, history);
    const auto own_overtakers = brute::overtaking(passages, true).second;
    ASSERT_EQ(verdict.producer_order.breaches, own_overtakers) << tell(seed, history);
    in_order += overtakers == 0;
    in_producers_order += own_overtakers == 0;
  }
  expect_both(in_order, queues);
  expect_both(in_producers_order, queues);
}

TEST(BruteForce, never_contradicts_an_acquittal_of_a_bounded_queue) {
  std::size_t right = 0, false_full = 0, overfull = 0;
  for (std::uint64_t seed = 0; seed < bounded_queues; ++seed) {
    Dice dice(seed);
    const auto capacity = 1 + dice.below(std::size_t{3});
    const auto history = random_queue_history(dice, capacity);
    const auto verdict = judge(history, capacity, Drain::incomplete);
    const auto most = brute::most_inside(passages_of(history).all, first_moment + 40);
    ASSERT_EQ(verdict.capacity.kept(), most <= capacity) << tell(seed, history);
    false_full += !verdict.full.kept();
    overfull += most > capacity;
    if (!brute::linearizable(history, capacity)) continue;
    ++right;
    ASSERT_TRUE(verdict.conserves() && verdict.order.kept() && verdict.empty.kept() && verdict.full.kept() &&
                verdict.capacity.kept())
        << "capacity " << capacity << ", " << tell(seed, history);
  }
  expect_both(right, bounded_queues);
  EXPECT_GT(false_full, bounded_queues / 100) << "the check of \"full\" is never put to the test";
  EXPECT_GT(overfull, bounded_queues / 1000) << "the check of the capacity is never put to the test";
}

TEST(BruteForce, agrees_on_which_histories_are_those_of_a_counter) {
  std::size_t right = 0;
  for (std::uint64_t seed = 0; seed < counters; ++seed) {
    Dice dice(seed);
    const auto history = random_counter_history(dice);
    const bool kept = judge_answers(history).kept();
    ASSERT_EQ(kept, brute::linearizable(history)) << tell(seed, history);
    right += kept;
  }
  expect_both(right, counters);
}

TEST(BruteForce, agrees_on_which_reads_are_within_their_bounds) {
  std::size_t within = 0;
  for (std::uint64_t seed = 0; seed < counters; ++seed) {
    Dice dice(seed);
    const auto history = random_counter_history(dice);
    std::size_t breaches = 0;
    for (const auto& read : history) {
      if (read.call != CounterCall::read) continue;
      std::uint64_t over = 0, begun = 0;
      for (const auto& add : history) {
        if (add.call == CounterCall::read) continue;
        over += add.finish < read.start;
        begun += !(read.finish < add.start);
      }
      breaches += read.answer < over || read.answer > begun;
    }
    ASSERT_EQ(judge_bounds(history).breaches, breaches) << tell(seed, history);
    within += breaches == 0;
  }
  expect_both(within, counters);
}

TEST(BruteForce, agrees_on_which_holders_fit_a_lock_or_semaphore) {
  std::size_t right = 0;
  for (std::uint64_t seed = 0; seed < locks; ++seed) {
    Dice dice(seed);
    const auto history = random_acquisitions(dice);
    const auto permits = 1 + dice.below(std::size_t{3});
    std::vector<Held> held;
    for (const auto& one : history) held.push_back({0, one.acquire_finish, one.release_start});
    const bool kept = judge_overlap(held, permits).kept();
    ASSERT_EQ(kept, brute::fits(history, permits)) << permits << " permits, " << tell(seed, history);
    right += kept;
  }
  expect_both(right, locks);
}

}  // namespace
}  // namespace syncbench
