// The recorder and the checks: right objects pass, and each spoilt one is found out.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "impls/counter/fetch_add.hpp"
#include "impls/history/checks.hpp"
#include "impls/history/fifo.hpp"
#include "impls/history/record_counter.hpp"
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
  return check_queue(strategy<AnyQueue, SpoiltQueue<fault, traits>>(), "queue/spoilt", little);
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
  const auto run = record_queue(erased<AnyQueue, VyukovRingQueue<std::uint64_t>>(), plan, {2, 2}, 8);
  const auto& history = run.history;
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
  EXPECT_TRUE(run.handed_over.kept()) << run.handed_over.example;
}

TEST(Recorder, lets_each_thread_make_its_first_calls_when_the_time_is_over) {
  const Plan plan{"counter/fetch_add", 500, std::chrono::milliseconds(0), Tempo::plain, 1};
  const auto run = record_fetch_add(erased<AnyCounter, FetchAddCounter<>>(), plan, 4);
  EXPECT_EQ(run.history.size(), 4 * Turns::least);
}

TEST(Recorder, makes_no_more_calls_than_planned_even_if_they_are_few) {
  const Plan plan{"counter/fetch_add", Turns::least / 2, std::chrono::milliseconds(0), Tempo::plain, 1};
  EXPECT_EQ(record_fetch_add(erased<AnyCounter, FetchAddCounter<>>(), plan, 4).history.size(),
            4 * (Turns::least / 2));
}

// Gives out the task that will be pushed next.
struct Prophet {
  static constexpr Info info = VyukovRingQueue<std::uint64_t>::info;
  bool try_push(std::uint64_t task) {
    next = task + 1;
    return true;
  }
  bool try_pop(std::uint64_t& task) {
    task = next;
    return std::exchange(next, 0) != 0;
  }
  std::uint64_t next = 0;
};

TEST(Recorder, finds_out_a_task_that_comes_before_what_was_written_for_it) {
  const Plan plan{"queue/prophet", 500, std::chrono::seconds(60), Tempo::plain, 1};
  EXPECT_FALSE(record_queue(erased<AnyQueue, Prophet>(), plan, {1, 0}, 8).handed_over.kept());
}

TEST(Recorder, throws_what_an_operation_throws) {
  struct Thrower : Prophet {
    bool try_push(std::uint64_t) { throw std::length_error("no room"); }
  };
  const Plan plan{"queue/thrower", 500, std::chrono::seconds(60), Tempo::plain, 1};
  EXPECT_THROW(record_queue(erased<AnyQueue, Thrower>(), plan, {2, 2}, 8), std::length_error);
}

class RecorderDeathTest : public ::testing::Test {
 protected:
  RecorderDeathTest() {
    ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
    setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  }
  ~RecorderDeathTest() override { unsetenv("SYNCBENCH_WATCHDOG_S"); }
};

enum class Place { construction, drain, destruction };

void hang() { std::this_thread::sleep_for(std::chrono::hours(1)); }

// Every push is refused, so that all pops but the drain's are answered before the drain.
template <Place place>
struct HangsIn {
  static constexpr Info info = VyukovRingQueue<std::uint64_t>::info;
  explicit HangsIn(const Limits& limits) : drain_thread(limits.threads - 1) {
    if (place == Place::construction) hang();
  }
  ~HangsIn() {
    if (place == Place::destruction) hang();
  }
  struct Local {
    Local(HangsIn& queue, unsigned thread) : drains(thread == queue.drain_thread) {}
    bool drains;
  };
  bool try_push(std::uint64_t, Local&) { return false; }
  bool try_pop(std::uint64_t&, Local& local) {
    if (place == Place::drain && local.drains) hang();
    return false;
  }
  unsigned drain_thread;
};

template <Place place>
void record_what_hangs() {
  record_queue(erased<AnyQueue, HangsIn<place>>(), {"queue/stuck", 20, std::chrono::seconds(60), Tempo::plain, 1},
               {1, 1}, 8);
}

TEST_F(RecorderDeathTest, names_what_hangs_beside_the_recorded_calls) {
  const auto told = [](const std::string& what) { return "queue/stuck: thread 0, last " + what + " 0, at:\n"; };
  EXPECT_EXIT(record_what_hangs<Place::construction>(), ::testing::KilledBySignal(SIGABRT), told("construction"));
  EXPECT_EXIT(record_what_hangs<Place::drain>(), ::testing::KilledBySignal(SIGABRT), told("draining"));
  EXPECT_EXIT(record_what_hangs<Place::destruction>(), ::testing::KilledBySignal(SIGABRT), told("destruction"));
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

// Refuses every fourth call for no reason where there are others, and none where a thread has the queue for itself.
template <Fault fault>
class FalseAmongOthers {
 public:
  static constexpr Info info = SpoiltQueue<fault, lax>::info;

  struct Local {
    Local(FalseAmongOthers& queue, unsigned thread)
        : alone(queue.threads_ == 2 || thread == queue.threads_ - 1) {}  // the last one drains
    bool alone;
  };

  explicit FalseAmongOthers(const Limits& limits) : queue_(limits), threads_(limits.threads) {}

  bool try_push(std::uint64_t task, Local& local) { return !lies(Fault::says_full, local) && queue_.try_push(task); }
  bool try_pop(std::uint64_t& task, Local& local) { return !lies(Fault::says_empty, local) && queue_.try_pop(task); }

 private:
  bool lies(Fault to_tell, const Local& local) {
    // relaxed: only the number matters.
    return fault == to_tell && !local.alone && calls_.fetch_add(1, std::memory_order_relaxed) % 4 == 3;
  }

  SpoiltQueue<Fault::none, lax> queue_;
  std::atomic<unsigned> calls_{0};
  unsigned threads_;
};

TEST(HistoryChecks, find_out_false_refusals_of_a_queue_that_declares_them_strict) {
  expect_broken(found_of<Fault::says_empty>(), "a false \"empty\"");
  expect_broken(found_of<Fault::says_full>(), "a false \"full\"");
}

TEST(HistoryChecks, find_out_false_refusals_of_a_lax_queue_only_where_a_thread_is_alone) {
  expect_broken(found_of<Fault::says_empty, lax>(), "plain 1: a false \"empty\"");
  expect_broken(found_of<Fault::says_full, lax>(), "plain 1: a false \"full\"");
  const auto empties =
      check_queue(strategy<AnyQueue, FalseAmongOthers<Fault::says_empty>>(), "queue/says_empty", little);
  EXPECT_TRUE(empties.passed) << empties.detail;
  EXPECT_FALSE(observed<bool>(empties, "strict_empty"));
  const auto fulls = check_queue(strategy<AnyQueue, FalseAmongOthers<Fault::says_full>>(), "queue/says_full", little);
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
  const auto finding =
      check_queue(strategy<AnyQueue, StoreClaimedRing<StdPlatform>>(), "queue/store_claimed_ring", 1);
  EXPECT_FALSE(finding.passed);
}

TEST(HistoryChecks, find_out_a_counter_that_reads_and_then_writes) {
  EXPECT_FALSE(check_counter(strategy<AnyCounter, TornCounter<StdPlatform>>(), "counter/torn", 1).passed);
}

TEST(HistoryChecks, find_out_a_sum_of_a_moment_ago) {
  expect_broken(check_counter(strategy<AnyCounter, BelatedCounter<StdPlatform>>(), "counter/belated", little),
                "a read beyond its bounds");
}

TEST(HistoryChecks, find_out_a_semaphore_that_lets_too_many_in) {
  expect_broken(
      check_holders(strategy<AnyLock, AsLock<GenerousSemaphore, 3>>(), "semaphore/generous", 1, 3, Entering::once),
      "lets too many in");
}

TEST(HistoryChecks, hand_a_lock_its_local) {
  const auto finding = check_lock(strategy<AnyLock, LockWithLocal>(), "lock/with_local", little);
  EXPECT_TRUE(finding.passed) << finding.detail;
  EXPECT_TRUE(observed<bool>(finding, "exclusive"));
}

}  // namespace
}  // namespace syncbench
