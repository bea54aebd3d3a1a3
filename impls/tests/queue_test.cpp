// Every work queue of the list against its contract.
#include "impls/queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "impls/adapters/locked_deque.hpp"
#include "impls/lock/mutex.hpp"
#include "impls/tests/contract/queue_contract.hpp"
#include "impls/tests/each.hpp"
#include "impls/tests/with_local.hpp"
#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/time_box.hpp"

namespace syncbench {
namespace {

using Number = std::uint64_t;
static_assert(checked_queue<LockedRing<LockWithLocal, Number>, Number>());

class QueueTest : public EachTest<AnyQueue> {};
INSTANTIATE_TEST_SUITE_P(Each, QueueTest,
                         each_of(tested_queues(), tested<AnyQueue, LockedRing<LockWithLocal, Number>>()), by_name);

TEST_P(QueueTest, keeps_its_contract_alone) {
  const auto finding = queue_contract(GetParam(), std::string(info().name), 0.1);
  EXPECT_TRUE(finding.passed) << finding.detail;
}

// One of 1 to `most` tasks, in turn; how many tasks the call moved.
std::size_t push_some(Handle<AnyQueue>& handle, Number first, Number left, std::size_t most) {
  if (most == 1) return push(handle, first) ? 1 : 0;
  std::vector<Number> tasks(std::min<Number>(left, 1 + first % most));
  std::iota(tasks.begin(), tasks.end(), first);
  return push_batch(handle, tasks.data(), tasks.size());
}

std::size_t pop_some(Handle<AnyQueue>& handle, std::vector<Number>& popped, std::size_t most) {
  std::vector<Number> tasks(1 + popped.size() % most);
  const auto count = most == 1 ? std::size_t{pop(handle, tasks[0])} : pop_batch(handle, tasks.data(), tasks.size());
  popped.insert(popped.end(), tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

// Single calls, or batches of up to `most`. A small capacity, so that full and empty are met all the time and the ring
// is reused thousands of times.
void expect_delivery(const Erased<AnyQueue>& strategy, std::size_t most) {
  const auto& traits = strategy.info.queue;
  const unsigned producers = traits.producers == Side::one ? 1 : 3;
  const unsigned consumers = traits.consumers == Side::one ? 1 : 3;
  constexpr Number each = 20'000;
  const auto queue = make_instance(strategy, {.threads = producers + consumers, .capacity = 8});
  std::vector<Number> pushed(producers, 0);
  std::vector<std::vector<Number>> popped(consumers);
  std::atomic<unsigned> producing{producers};
  std::atomic<Number> left{0};  // relaxed below: (1) orders what the producers add; results are read after the join
  const TimeBox box;
  run_together(strategy.info.name, producers + consumers, [&](unsigned thread, Doing& self) {
    Handle<AnyQueue> handle(*queue, thread);
    if (thread < producers) {
      auto& i = pushed[thread];
      while (i < each && box.open()) {
        self.now("try_push", i);
        left.fetch_add(most, std::memory_order_relaxed);  // before the call: no consumer may leave too early
        const auto count = push_some(handle, thread * each + i, each - i, most);
        left.fetch_sub(most - count, std::memory_order_relaxed);
        if (count == 0) std::this_thread::yield();
        i += count;
      }
      producing.fetch_sub(1, std::memory_order_release);  // (1) pairs with the acquire below
      return;
    }
    auto& own = popped[thread - producers];
    while (producing.load(std::memory_order_acquire) != 0 || left.load(std::memory_order_relaxed) != 0) {
      self.now("try_pop", own.size());
      const auto count = pop_some(handle, own, most);
      left.fetch_sub(count, std::memory_order_relaxed);
      if (count == 0) std::this_thread::yield();
    }
  });

  std::vector<unsigned> times(each * producers, 0);
  for (const auto& own : popped) {
    std::vector<Number> next(producers, 0);
    for (const auto task : own) {
      ASSERT_LT(task, times.size());
      ++times[task];
      const auto producer = task / each, number = task % each;
      if (keeps_producer_order(traits.order)) {
        EXPECT_GE(number, next[producer]) << "overtook an earlier task of producer " << producer;
      }
      next[producer] = number + 1;
    }
  }
  for (Number task = 0; task < times.size(); ++task) {
    ASSERT_EQ(times[task], task % each < pushed[task / each] ? 1U : 0U) << "task " << task;
  }
}

TEST_P(QueueTest, delivers_each_task_once_and_in_its_producers_order_if_it_has_one) {
  expect_delivery(strategy(), 1);
}

TEST_P(QueueTest, delivers_batches_likewise) {
  if (!strategy().batches) GTEST_SKIP() << "it offers none";
  expect_delivery(strategy(), 11);  // more than there is room for
}

TEST(BatchTest, is_offered_by_whoever_saves_something_by_it) {
  std::set<std::string_view> offering;
  for (const auto& queue : tested_queues()) {
    if (queue.tunings.front().batches) offering.insert(queue.info().name);
  }
  for (const auto* name : {"mutex_ring", "mcs_ring", "spsc_ring", "two_lock_ring", "boost_spsc_queue"}) {
    EXPECT_TRUE(offering.contains(name)) << name;
  }
  for (const auto* name : {"vyukov_ring", "michael_scott", "mutex_deque"})
    EXPECT_FALSE(offering.contains(name)) << name;
}

// What its condition variable is for.
TEST(LockedDequeTest, has_a_pop_that_waits_for_a_task) {
  constexpr Number tasks = 2'000;
  LockedDeque<MutexLock, Number> queue;
  std::vector<std::vector<Number>> popped(2);
  run_together("mutex_deque", 3, [&](unsigned thread, Doing& self) {
    if (thread == 2) {
      for (Number i = 0; i < tasks; ++i) {
        if (i % 64 == 0) std::this_thread::yield();  // lets the others find it empty
        self.now("try_push", i);
        queue.try_push(i);
      }
      return;
    }
    for (Number i = 0; i < tasks / 2; ++i) {
      Number task = 0;
      self.now("pop", i);
      queue.pop(task);
      popped[thread].push_back(task);
    }
  });
  std::vector<unsigned> times(tasks, 0);
  for (const auto& own : popped) {
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    for (const auto task : own) ++times.at(task);
  }
  EXPECT_EQ(times, std::vector<unsigned>(tasks, 1));
  Number task = 0;
  EXPECT_FALSE(queue.try_pop(task));
}

}  // namespace
}  // namespace syncbench
