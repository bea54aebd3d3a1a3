// Every work queue of the list against its contract.
#include "impls/queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "impls/tests/crowd.hpp"
#include "impls/tests/typed.hpp"
#include "impls/tests/with_local.hpp"

namespace syncbench {
namespace {

using Number = std::uint64_t;
using Tested = Joined<Queues<Number>, List<LockedRing<LockWithLocal, Number>>>;

template <class Q>
class QueueTest : public ::testing::Test {};
TYPED_TEST_SUITE(QueueTest, TestTypes<Tested>, StrategyName);

template <class Q>
bool push(Handle<Q>& handle, Number task) {
  return handle.call([&](auto& queue, auto&... local) { return queue.try_push(task, local...); });
}

template <class Q>
bool pop(Handle<Q>& handle, Number& task) {
  return handle.call([&](auto& queue, auto&... local) { return queue.try_pop(task, local...); });
}

TYPED_TEST(QueueTest, is_empty_at_first_and_leaves_the_task_alone) {
  static_assert(WorkQueue<TypeParam, Number>);
  const auto queue = make_instance<TypeParam>({.threads = 1, .capacity = 8});
  Handle<TypeParam> handle(*queue, 0);
  Number task = 42;
  EXPECT_FALSE(pop(handle, task));
  EXPECT_EQ(task, 42U);
}

TYPED_TEST(QueueTest, holds_exactly_its_capacity_if_bounded_and_more_if_not) {
  for (const std::size_t capacity : {2, 8, 4096}) {
    const auto queue = make_instance<TypeParam>({.threads = 1, .capacity = capacity});
    Handle<TypeParam> handle(*queue, 0);
    for (int round = 0; round < 3; ++round) {  // fill, drain, refill
      for (Number i = 0; i < capacity; ++i) ASSERT_TRUE(push(handle, i)) << "task " << i << " of " << capacity;
      ASSERT_EQ(push(handle, capacity), !TypeParam::info.queue.bounded);
      Number task = 0;
      for (Number i = 0; i < capacity + (TypeParam::info.queue.bounded ? 0 : 1); ++i) {
        ASSERT_TRUE(pop(handle, task));
        ASSERT_EQ(task, i);
      }
      ASSERT_FALSE(pop(handle, task));
    }
  }
}

TYPED_TEST(QueueTest, behaves_like_a_deque_for_one_thread) {
  constexpr std::size_t capacity = 16;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto queue = make_instance<TypeParam>({.threads = 1, .capacity = capacity});
    Handle<TypeParam> handle(*queue, 0);
    std::deque<Number> model;
    std::mt19937 random(seed);
    for (Number i = 0; i < 2000; ++i) {
      // Lean one way for a while, so that both ends are reached often.
      const bool wants_push = random() % 100 < (i / 100 % 2 == 0 ? 70U : 30U);
      if (wants_push) {
        const bool fits = !TypeParam::info.queue.bounded || model.size() < capacity;
        ASSERT_EQ(push(handle, i), fits) << "seed " << seed << ", step " << i;
        if (fits) model.push_back(i);
      } else {
        Number task = ~Number{0};
        ASSERT_EQ(pop(handle, task), !model.empty()) << "seed " << seed << ", step " << i;
        if (!model.empty()) {
          ASSERT_EQ(task, model.front()) << "seed " << seed << ", step " << i;
          model.pop_front();
        }
      }
    }
  }
}

// A small capacity, so that full and empty are met all the time and the ring is reused thousands of times.
TYPED_TEST(QueueTest, delivers_each_task_once_and_in_its_producers_order) {
  constexpr auto& traits = TypeParam::info.queue;
  constexpr unsigned producers = traits.producers == Side::one ? 1 : 3;
  constexpr unsigned consumers = traits.consumers == Side::one ? 1 : 3;
  constexpr Number each = 20'000;
  const auto queue = make_instance<TypeParam>({.threads = producers + consumers, .capacity = 8});
  std::vector<std::vector<Number>> popped(consumers);
  std::atomic<Number> left{each * producers};  // relaxed below: only a count, results are read after the join
  run_together(producers + consumers, [&](unsigned thread) {
    Handle<TypeParam> handle(*queue, thread);
    if (thread < producers) {
      for (Number i = 0; i < each; ++i) {
        while (!push(handle, thread * each + i)) std::this_thread::yield();
      }
      return;
    }
    auto& own = popped[thread - producers];
    while (left.load(std::memory_order_relaxed) != 0) {
      Number task = 0;
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
      EXPECT_GE(number, next[producer]) << "overtook an earlier task of producer " << producer;
      next[producer] = number + 1;
    }
  }
  for (Number task = 0; task < times.size(); ++task) ASSERT_EQ(times[task], 1U) << "task " << task;
}

}  // namespace
}  // namespace syncbench
