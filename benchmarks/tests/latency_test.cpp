// Workloads that time single calls: right strategies pass and wrong ones are caught, and figures are what they say.
#include "benchmarks/harness/latency.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "benchmarks/hand_off_workload.hpp"
#include "benchmarks/latency_workload.hpp"
#include "benchmarks/queue_latency_workload.hpp"
#include "benchmarks/tests/liars.hpp"
#include "impls/counter/fetch_add.hpp"
#include "impls/lock/mutex.hpp"
#include "impls/queue/vyukov_ring.hpp"

namespace syncbench {
namespace {

using std::chrono::milliseconds;

constexpr Timing brief{.warm_up = milliseconds(2),
                       .window = milliseconds(16),
                       .oversubscribed_warm_up = milliseconds(2),
                       .oversubscribed_window = milliseconds(80)};

template <class W>
Sample run(W& workload, unsigned members) {
  Team team(detect_topology(), Place::cores, members, "latency");
  return run_trial(team, workload, brief);
}

void expect_error(const Sample& sample, const std::string& words) {
  EXPECT_NE(sample.error.find(words), std::string::npos) << "said: '" << sample.error << "'";
}

// On a busy machine a window may be over before the first lie: then a longer one is tried.
template <class Make>
void expect_caught(const Make& make, const std::string& words) {
  Sample sample;
  for (auto length = milliseconds(16); length < milliseconds(4000) && sample.error.empty(); length *= 4) {
    Team team(detect_topology(), Place::cores, 2, "liar");
    const auto workload = make();
    sample = run_trial(team, *workload, {brief.warm_up, length, brief.oversubscribed_warm_up, length});
  }
  expect_error(sample, words);
}

template <class C>
CounterLatency<> counter_workload(unsigned members) {
  return {make_instance(erased<AnyCounter, C>(), {.threads = members}), members, 0};
}

template <class L>
LockLatency<> lock_workload(unsigned members) {
  return {make_instance(erased<AnyLock, L>(), {.threads = members}), members, 64, 64};
}

// The liars hold tasks, whose word is all there is to them.
template <class Q>
class OfWords {
 public:
  static constexpr Info info = Q::info;
  bool try_push(const std::uint64_t& word) { return queue_.try_push(std::bit_cast<Task>(word)); }
  bool try_pop(std::uint64_t& word) {
    Task task;
    if (!queue_.try_pop(task)) return false;
    word = std::bit_cast<std::uint64_t>(task);
    return true;
  }

 private:
  Q queue_;
};

template <class Q>
std::unique_ptr<AnyQueue> queue_of(unsigned threads) {
  return make_instance(erased<AnyQueue, Q>(), {.threads = threads, .capacity = queue_capacity});
}

template <class Q>
using LatencyOf = QueueLatency<TimedQueue<Q::info.queue.bounded, keeps_producer_order(Q::info.queue.order)>>;

// Excludes nobody.
struct OpenDoor {
  static constexpr Info info = liar("open_door");
  void lock() {}
  void unlock() {}
};

TEST(Latency, times_each_addition_of_the_window_once) {
  for (const unsigned members : {1U, 3U}) {
    auto workload = counter_workload<FetchAddCounter<>>(members);
    const auto sample = run(workload, members);
    EXPECT_EQ(sample.error, "");
    EXPECT_GT(sample.window.operations, 0U);
    EXPECT_EQ(workload.adds().count(), sample.window.operations);
  }
}

TEST(Latency, times_each_lock_of_the_window_once_and_hand_overs_between_two) {
  for (const unsigned members : {1U, 3U}) {
    auto workload = lock_workload<MutexLock>(members);
    const auto sample = run(workload, members);
    EXPECT_EQ(sample.error, "");
    EXPECT_GT(sample.window.operations, 0U);
    EXPECT_EQ(workload.locks().count(), sample.window.operations);
    if (members == 1) {
      EXPECT_EQ(workload.handovers().count(), 0U) << "to itself";
    } else {
      EXPECT_LE(workload.handovers().count(), sample.window.operations);
    }
  }
}

TEST(Latency, times_each_pop_of_the_window_once_and_not_the_drain) {
  using Ring = VyukovRingQueue<std::uint64_t>;
  for (const auto& shape : {Shape{1, 0}, Shape{1, 1}, Shape{2, 2}, Shape{3, 1}}) {
    LatencyOf<Ring> workload(queue_of<Ring>(shape.members()), shape, 64);
    const auto sample = run(workload, shape.members());
    EXPECT_EQ(sample.error, "") << shape.name();
    EXPECT_GT(sample.window.operations, 0U) << shape.name();
    EXPECT_EQ(workload.pops().count(), sample.window.operations) << shape.name();
    EXPECT_GT(workload.pushes().count(), 0U) << shape.name();
  }
}

TEST(Latency, holds_an_unbounded_queue_to_its_credits) {
  using Queue = OfWords<TwistedQueue<Honest>>;
  for (const auto& shape : {Shape{1, 0}, Shape{1, 1}, Shape{3, 1}}) {
    LatencyOf<Queue> workload(queue_of<Queue>(shape.members()), shape, 0);
    EXPECT_EQ(run(workload, shape.members()).error, "") << shape.name();
  }
}

TEST(Latency, times_each_round_trip_of_a_hand_off) {
  using Ring = VyukovRingQueue<std::uint64_t>;
  HandOff<> workload(queue_of<Ring>(2), queue_of<Ring>(2));
  const auto sample = run(workload, 2);
  EXPECT_EQ(sample.error, "");
  EXPECT_GT(sample.window.operations, 0U);
  // Not the one that was sent in the warm-up.
  EXPECT_GE(workload.round_trips().count() + 1, sample.window.operations);
  EXPECT_LE(workload.round_trips().count(), sample.window.operations);
}

TEST(Latency, catches_a_counter_that_loses_now_and_then) {
  expect_caught([] { return std::make_unique<CounterLatency<>>(counter_workload<LossyCounter>(2)); },
                "the counter says");
}

TEST(Latency, catches_a_lock_that_excludes_nobody) {
  if (detect_topology().usable() < 2) GTEST_SKIP() << "one CPU: two are hardly ever inside at once";
  expect_caught([] { return std::make_unique<LockLatency<>>(lock_workload<OpenDoor>(2)); }, "it let two in");
}

template <class Twist>
void expect_queue_caught(const std::string& words, const std::string& words_of_hand_off) {
  using Queue = OfWords<TwistedQueue<Twist>>;
  expect_caught([] { return std::make_unique<LatencyOf<Queue>>(queue_of<Queue>(2), Shape{1, 1}, 0); }, words);
  expect_caught([] { return std::make_unique<HandOff<>>(queue_of<Queue>(2), queue_of<Queue>(2)); },
                words_of_hand_off);
}

TEST(Latency, catches_a_queue_that_loses) { expect_queue_caught<Loses>("were popped", "where there is 1"); }

TEST(Latency, catches_a_queue_that_duplicates) { expect_queue_caught<Duplicates>("were popped", "another task"); }

TEST(Latency, catches_a_queue_that_invents) { expect_queue_caught<Invents>("nobody pushed", "another task"); }

TEST(Latency, gives_no_number_for_a_hand_off_through_a_queue_that_is_always_empty) {
  using Queue = OfWords<TwistedQueue<AlwaysEmpty>>;
  HandOff<> hand_off(queue_of<Queue>(2), queue_of<Queue>(2));
  expect_error(run(hand_off, 2), "0 tasks are under way where there is 1");
}

std::optional<double> counter_of(const Row& row, const std::string& name) {
  for (const auto& [key, value] : row.counters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

TEST(Latency, leaves_out_percentiles_beyond_which_fewer_than_ten_calls_lie) {
  Histogram ticks;
  for (unsigned i = 0; i < 999; ++i) ticks.record(100);
  Row row;
  add_percentiles(row, "add", ticks, 0.5);
  EXPECT_EQ(counter_of(row, "add_p50_ns"), 50.0);
  EXPECT_EQ(counter_of(row, "add_p90_ns"), 50.0);
  EXPECT_EQ(counter_of(row, "add_p99_ns"), std::nullopt);
  ticks.record(200);
  Row more;
  add_percentiles(more, "add", ticks, 0.5);
  EXPECT_EQ(counter_of(more, "add_p99_ns"), 50.0);
  EXPECT_EQ(counter_of(more, "add_p99_9_ns"), std::nullopt);
  EXPECT_EQ(counter_of(more, "add_max_ns"), 100.0);
  EXPECT_EQ(counter_of(more, "add_n"), 1000.0);
}

TEST(Latency, has_no_maximum_of_no_calls) {
  Row row;
  add_percentiles(row, "pop", Histogram(), 1);
  EXPECT_EQ(row.counters.size(), 1U);
  EXPECT_EQ(counter_of(row, "pop_n"), 0.0);
}

TEST(Latency, reads_more_for_an_empty_call_than_nothing) {
  Team team(detect_topology(), Place::cores, 1, "empty calls");
  EXPECT_GT(empty_call_ns(team, TickRate().ns_per_tick()), 0.0);
}

TEST(TickClock, never_runs_backwards_on_one_cpu) {
  pin_to(detect_topology().cores.front());
  auto last = TickClock::now();
  for (int i = 0; i < 10'000; ++i) {
    const auto next = TickClock::now();
    ASSERT_GE(next, last);
    last = next;
  }
}

// A sleep is at least as long as it was asked to be, and as long by both clocks.
TEST(TickClock, agrees_with_the_steady_clock) {
  const TickRate rate;
  const auto ns_per_tick = rate.ns_per_tick();
  const auto before = Clock::now();
  const auto start = TickClock::now();
  std::this_thread::sleep_for(milliseconds(20));
  const auto end = TickClock::now();
  const auto after = Clock::now();
  const auto ns = static_cast<double>(end - start) * ns_per_tick;
  EXPECT_GE(ns, 20e6 * 0.998);
  const std::chrono::duration<double, std::nano> around = after - before;
  EXPECT_LE(ns, around.count() * 1.002);
}

}  // namespace
}  // namespace syncbench
