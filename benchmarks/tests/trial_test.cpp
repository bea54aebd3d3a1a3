// The timed run itself tells right from wrong.
#include "benchmarks/harness/trial.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <string>
#include <thread>

#include "benchmarks/counter_workload.hpp"
#include "benchmarks/queue_workload.hpp"
#include "benchmarks/tests/liars.hpp"
#include "impls/availability.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

using std::chrono::milliseconds;

constexpr Timing brief{.warm_up = milliseconds(2),
                       .window = milliseconds(16),
                       .oversubscribed_warm_up = milliseconds(2),
                       .oversubscribed_window = milliseconds(80)};

template <class C>
Sample run_counter(unsigned threads, unsigned steps = 0) {
  Team team(detect_topology(), Place::cores, threads, std::string(C::info.name));
  CounterWorkload<C> workload(threads, steps);
  return run_trial(team, workload, brief);
}

template <class Q>
Sample run_queue(Shape shape, unsigned steps = 0) {
  Team team(detect_topology(), Place::cores, shape.members(), std::string(Q::info.name));
  QueueWorkload<Q, SpinYield> workload(shape, steps);
  return run_trial(team, workload, brief);
}

const Shape shapes[] = {{1, 0}, {1, 1}, {2, 2}, {1, 3}, {3, 1}};

void expect_error(const Sample& sample, const std::string& words) {
  EXPECT_NE(sample.error.find(words), std::string::npos) << "said: '" << sample.error << "'";
}

// Of adapters, which are the same for all locks, only those over one with a Local and one without.
template <class S>
constexpr bool is_tried =
    !AsksTheMachine<S> && (!LockAdapter<S> || S::info.name.starts_with("mutex") || S::info.name.starts_with("mcs"));

TEST(Trial, accepts_every_counter_of_the_list) {
  for_each_type(Counters{}, []<class C>(std::type_identity<C>) {
    if constexpr (is_tried<C>) {
      for (const unsigned threads : {1U, 2U, 5U}) {
        for (const unsigned steps : {0U, 50U}) {
          const auto sample = run_counter<C>(threads, steps);
          EXPECT_EQ(sample.error, "") << C::info.name;
          EXPECT_GT(sample.window.operations, 0U) << C::info.name;
          EXPECT_GT(sample.window.seconds, 0.0);
          EXPECT_GE(sample.window.jain, 0.99 / threads) << C::info.name;
          EXPECT_LE(sample.window.jain, 1.0001) << C::info.name;
        }
      }
    }
  });
}

TEST(Trial, accepts_every_queue_of_the_list_in_every_shape_it_allows) {
  for_each_type(Queues<Task>{}, []<class Q>(std::type_identity<Q>) {
    if constexpr (is_tried<Q>) {
      for (const auto& shape : shapes) {
        if (!allows(Q::info.queue, shape)) continue;
        const auto sample = run_queue<Q>(shape);
        EXPECT_EQ(sample.error, "") << Q::info.name << ' ' << shape.name();
        EXPECT_GT(sample.window.operations, 0U) << Q::info.name << ' ' << shape.name();
      }
    }
  });
}

TEST(Trial, accepts_an_honest_queue_with_work_between) {
  for (const auto& shape : shapes) EXPECT_EQ(run_queue<TwistedQueue<Honest>>(shape, 30).error, "") << shape.name();
}

TEST(Trial, catches_a_null_counter) { expect_error(run_counter<NullCounter>(2), "the counter says 0 after"); }

TEST(Trial, catches_a_counter_that_loses_now_and_then) {
  expect_error(run_counter<LossyCounter>(1), "the counter says");
  expect_error(run_counter<LossyCounter>(4), "the counter says");
}

TEST(Trial, catches_a_queue_that_loses) {
  for (const auto& shape : shapes) expect_error(run_queue<TwistedQueue<Loses>>(shape), "were popped");
}

TEST(Trial, catches_a_queue_that_duplicates) {
  for (const auto& shape : shapes) expect_error(run_queue<TwistedQueue<Duplicates>>(shape), "were popped");
}

TEST(Trial, catches_a_queue_that_delivers_one_task_in_place_of_another) {
  for (const auto& shape : shapes) expect_error(run_queue<TwistedQueue<Swaps>>(shape), "wrong result");
}

TEST(Trial, catches_a_queue_that_reorders_though_it_promises_order) {
  for (const auto& shape : {Shape{1, 1}, Shape{2, 2}, Shape{3, 1}}) {
    expect_error(run_queue<TwistedQueue<Reorders>>(shape), "overtook");
  }
}

TEST(Trial, catches_a_queue_that_invents_tasks) {
  for (const auto& shape : shapes) expect_error(run_queue<TwistedQueue<Invents>>(shape), "nobody pushed");
}

TEST(Trial, catches_a_queue_that_always_says_empty) {
  for (const auto& shape : shapes) expect_error(run_queue<TwistedQueue<AlwaysEmpty>>(shape), " 0 were popped");
}

TEST(Trial, gives_no_number_for_a_queue_that_refuses_everything) {
  for (const auto& shape : shapes) expect_error(run_queue<NullQueue>(shape), "no operation");
}

TEST(Trial, ends_with_a_queue_that_never_runs_dry) {
  for (const auto& shape : shapes) expect_error(run_queue<EndlessQueue>(shape), "wrong result");
}

// The process cannot go on with a thread that does not return: it names the culprit and ends.
TEST(TrialDeathTest, ends_the_process_when_a_strategy_hangs) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  setenv("SYNCBENCH_WATCHDOG_S", "1", 1);
  EXPECT_EXIT(run_counter<StuckCounter>(2), ::testing::ExitedWithCode(1),
              "stuck: hung in phase '(warm-up|window)': after 1 s these threads have not returned: ");
  unsetenv("SYNCBENCH_WATCHDOG_S");
}

// Whoever throws, leader or not: the others must be stopped, and the exception must arrive.
TEST(Trial, ends_for_all_when_a_strategy_throws) {
  for (const unsigned thrower : {0U, 1U}) {
    Team team(detect_topology(), Place::cores, 2, "throws");
    Window window(2, std::chrono::seconds(3600), 1, team.oversubscribed());
    const auto take_part = [&](unsigned member) {
      window.take_part(member, [&](Pace& pace) {
        if (member == thrower) throw std::bad_alloc();
        while (pace.go_on()) std::this_thread::yield();
        return Tally{};
      });
    };
    EXPECT_THROW(team.run(2, "window", take_part), std::bad_alloc) << thrower;
  }
}

TEST(Trial, tells_how_long_members_were_kept_from_running) {
  const auto crowded = run_counter<FetchAddCounter<>>(4 * detect_topology().usable());
  if (!crowded.window.preempted_us) GTEST_SKIP() << "this kernel keeps no schedstat";
  EXPECT_GT(*crowded.window.preempted_us, 1000) << "four threads shared each CPU";
}

TEST(Trial, carries_a_floor_on_both_sides_where_there_are_two_cpus) {
  if (detect_topology().usable() < 2) GTEST_SKIP() << "one CPU";
  // A busy machine may keep the probe's threads apart now and then.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto sample = run_counter<FetchAddCounter<>>(1);
    if (!sample.floor_before_ns || !sample.floor_after_ns) continue;
    EXPECT_GT(*sample.floor_before_ns, 1.0);
    EXPECT_LT(*sample.floor_before_ns, 100'000.0);
    return;
  }
  FAIL() << "no sample had both floors";
}

TEST(Trial, has_no_floor_on_one_cpu) {
  auto one = detect_topology();
  one.cores.resize(1);
  one.compact.resize(1);
  Team team(one, Place::cores, 2, "one CPU");
  CounterWorkload<FetchAddCounter<>> workload(2, 0);
  const auto sample = run_trial(team, workload, brief);
  EXPECT_EQ(sample.error, "");
  EXPECT_FALSE(sample.floor_before_ns || sample.floor_after_ns);
}

TEST(Trial, looks_for_the_stop_after_every_operation_when_threads_outnumber_cpus) {
  const auto crowded = detect_topology().usable() + 1;
  EXPECT_EQ(run_counter<FetchAddCounter<>>(crowded).batch, 1U);
  EXPECT_GT(run_counter<ShardedCounter<>>(1).batch, 1U);
}

}  // namespace
}  // namespace syncbench
