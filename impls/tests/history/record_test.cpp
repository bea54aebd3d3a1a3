// The recorder and the checks: right objects pass, and each spoilt one is found out.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>

#include "impls/history/checks.hpp"
#include "impls/history/fifo.hpp"
#include "impls/history/record_queue.hpp"
#include "impls/history/stamp.hpp"
#include "impls/queue/vyukov_ring.hpp"
#include "impls/tests/history/spoilt.hpp"
#include "impls/tests/with_local.hpp"

namespace syncbench {
namespace {

constexpr double little = 0.1;

constexpr QueueTraits per_producer{.order = Order::per_producer_fifo};
constexpr QueueTraits unordered{.order = Order::unordered};
constexpr QueueTraits lax{.strict_empty = false, .strict_full = false};

template <class Value>
Value observed(const Finding& finding, const std::string& name) {
  const auto found = std::find_if(finding.observed.begin(), finding.observed.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  if (found == finding.observed.end()) throw std::out_of_range(name + " was not observed");
  return std::get<Value>(found->second);
}

template <Fault fault, QueueTraits traits = QueueTraits{}>
Finding found_of() {
  return check_queue<SpoiltQueue<fault, traits>>("queue/spoilt", little);
}

void expect_broken(const Finding& finding, const std::string& promise) {
  EXPECT_FALSE(finding.passed);
  EXPECT_NE(finding.detail.find(promise), std::string::npos) << finding.detail;
}

TEST(Stamps, never_go_back_between_threads) { EXPECT_TRUE(stamps_agree_between_cpus()); }

TEST(Stamps, rise_within_a_thread) {
  auto last = now();
  for (int i = 0; i < 1000; ++i) {
    const auto next = now();
    ASSERT_LE(last, next);
    last = next;
  }
}

TEST(Recorder, records_every_call_and_the_drain) {
  const Plan plan{"queue/vyukov_ring", 500, std::chrono::seconds(60), Tempo::plain, 1};
  const auto history = record_queue<VyukovRingQueue<std::uint64_t>>(plan, {2, 2}, 8);
  const auto count = [&](QueueCall call, unsigned from, unsigned to) {
    return std::count_if(history.begin(), history.end(), [&](const auto& operation) {
      return operation.call == call && operation.thread >= from && operation.thread < to;
    });
  };
  EXPECT_EQ(count(QueueCall::push, 0, 2) + count(QueueCall::full, 0, 2), 2 * 500);
  EXPECT_EQ(count(QueueCall::pop, 2, 4) + count(QueueCall::empty, 2, 4), 2 * 500);
  EXPECT_EQ(count(QueueCall::push, 0, 5), count(QueueCall::pop, 0, 5));
  EXPECT_EQ(history.back().call, QueueCall::empty);
  for (const auto& operation : history) ASSERT_LE(operation.start, operation.finish);
}

TEST(HistoryChecks, pass_a_right_queue_and_tell_what_it_keeps) {
  const auto finding = found_of<Fault::none>();
  EXPECT_TRUE(finding.passed) << finding.detail;
  EXPECT_GT(finding.operations, 1000U);
  EXPECT_EQ(observed<std::string>(finding, "order"), "strict_fifo");
  EXPECT_EQ(observed<std::uint64_t>(finding, "k"), 0U);
  EXPECT_TRUE(observed<bool>(finding, "strict_empty"));
  EXPECT_TRUE(observed<bool>(finding, "strict_full"));
}

TEST(HistoryChecks, tell_that_a_queue_is_better_than_it_says) {
  const auto finding = found_of<Fault::none, unordered>();
  EXPECT_TRUE(finding.passed);
  EXPECT_EQ(observed<std::string>(finding, "order"), "strict_fifo");
}

TEST(HistoryChecks, find_out_a_queue_in_disorder) {
  expect_broken(found_of<Fault::last_first>(), "is not strict_fifo");
  expect_broken(found_of<Fault::last_first, per_producer>(), "is not per_producer_fifo");
  const auto finding = found_of<Fault::last_first, unordered>();
  EXPECT_TRUE(finding.passed) << finding.detail;
  EXPECT_EQ(observed<std::string>(finding, "order"), "unordered");
  EXPECT_GT(observed<std::uint64_t>(finding, "k"), 0U);
}

TEST(HistoryChecks, tell_the_order_of_all_from_that_of_each_producer) {
  expect_broken(found_of<Fault::lane_by_lane>(), "is not strict_fifo");
  const auto finding = found_of<Fault::lane_by_lane, per_producer>();
  EXPECT_TRUE(finding.passed) << finding.detail;
  EXPECT_EQ(observed<std::string>(finding, "order"), "per_producer_fifo");
}

TEST(HistoryChecks, find_out_a_queue_that_does_not_give_out_what_went_in) {
  expect_broken(found_of<Fault::forgets>(), "lost something");
  expect_broken(found_of<Fault::repeats>(), "gave out something twice");
  expect_broken(found_of<Fault::invents>(), "gave out what never went in");
}

TEST(HistoryChecks, find_out_false_refusals_of_a_queue_that_declares_them_strict) {
  expect_broken(found_of<Fault::says_empty>(), "a false \"empty\"");
  expect_broken(found_of<Fault::says_full>(), "a false \"full\"");
  const auto empties = found_of<Fault::says_empty, lax>();
  EXPECT_TRUE(empties.passed) << empties.detail;
  EXPECT_FALSE(observed<bool>(empties, "strict_empty"));
  const auto fulls = found_of<Fault::says_full, lax>();
  EXPECT_TRUE(fulls.passed) << fulls.detail;
  EXPECT_FALSE(observed<bool>(fulls, "strict_full"));
}

TEST(HistoryChecks, find_out_a_refusal_of_a_queue_without_bounds) {
  expect_broken(found_of<Fault::says_full, QueueTraits{.bounded = false}>(), "a false \"full\"");
}

TEST(HistoryChecks, find_out_a_queue_that_holds_more_than_it_may) {
  expect_broken(found_of<Fault::too_roomy>(), "holds more than its capacity");
}

TEST(HistoryChecks, find_out_a_ring_that_claims_by_a_store) {
  const auto finding = check_queue<StoreClaimedRing<StdPlatform>>("queue/store_claimed_ring", 1);
  EXPECT_FALSE(finding.passed);
}

TEST(HistoryChecks, find_out_a_counter_that_reads_and_then_writes) {
  EXPECT_FALSE(check_counter<TornCounter<StdPlatform>>("counter/torn", 1).passed);
}

TEST(HistoryChecks, find_out_a_sum_of_a_moment_ago) {
  expect_broken(check_counter<BelatedCounter<StdPlatform>>("counter/belated", little), "a read beyond its bounds");
}

TEST(HistoryChecks, find_out_a_semaphore_that_lets_too_many_in) {
  expect_broken(
      detail::check_holders<detail::AsLock<GenerousSemaphore, 3>>("semaphore/generous", 1, 3, Entering::once),
      "lets too many in");
}

TEST(HistoryChecks, hand_a_lock_its_local) {
  const auto finding = check_lock<LockWithLocal>("lock/with_local", little);
  EXPECT_TRUE(finding.passed) << finding.detail;
  EXPECT_TRUE(observed<bool>(finding, "exclusive"));
}

}  // namespace
}  // namespace syncbench
