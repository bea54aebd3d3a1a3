// Every work queue of the list against its contract.
#include "impls/queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
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

// A small capacity, so that full and empty are met all the time and the ring is reused thousands of times.
TEST_P(QueueTest, delivers_each_task_once_and_in_its_producers_order_if_it_has_one) {
  const auto& traits = info().queue;
  const unsigned producers = traits.producers == Side::one ? 1 : 3;
  const unsigned consumers = traits.consumers == Side::one ? 1 : 3;
  constexpr Number each = 20'000;
  const auto queue = make_instance(strategy(), {.threads = producers + consumers, .capacity = 8});
  std::vector<Number> pushed(producers, 0);
  std::vector<std::vector<Number>> popped(consumers);
  std::atomic<unsigned> producing{producers};
  std::atomic<Number> left{0};  // relaxed below: (1) orders what the producers add; results are read after the join
  const TimeBox box;
  run_together(info().name, producers + consumers, [&](unsigned thread, Doing& self) {
    Handle<AnyQueue> handle(*queue, thread);
    if (thread < producers) {
      auto& i = pushed[thread];
      for (; i < each && box.open(); ++i) {
        self.now("try_push", i);
        left.fetch_add(1, std::memory_order_relaxed);
        while (!push(handle, thread * each + i)) std::this_thread::yield();
      }
      producing.fetch_sub(1, std::memory_order_release);  // (1) pairs with the acquire below
      return;
    }
    auto& own = popped[thread - producers];
    while (producing.load(std::memory_order_acquire) != 0 || left.load(std::memory_order_relaxed) != 0) {
      Number task = 0;
      self.now("try_pop", own.size());
      if (pop(handle, task)) {
        own.push_back(task);
        left.fetch_sub(1, std::memory_order_relaxed);
      } else {
        std::this_thread::yield();
      }
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
