// Every work queue of the list against its contract.
#include "impls/queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "impls/tests/contract/queue_contract.hpp"
#include "impls/tests/typed.hpp"
#include "impls/tests/with_local.hpp"
#include "impls/watchdog/crowd.hpp"
#include "impls/watchdog/time_box.hpp"

namespace syncbench {
namespace {

using Number = std::uint64_t;
using Tested = Joined<Queues<Number>, List<LockedRing<LockWithLocal, Number>>>;
static_assert(checked_queue<LockedRing<LockWithLocal, Number>, Number>());

template <class Q>
class QueueTest : public ::testing::Test {};
TYPED_TEST_SUITE(QueueTest, TestTypes<Tested>, StrategyName);

TYPED_TEST(QueueTest, keeps_its_contract_alone) {
  const auto finding = queue_contract<TypeParam>(std::string(TypeParam::info.name), 0.1);
  EXPECT_TRUE(finding.passed) << finding.detail;
}

// A small capacity, so that full and empty are met all the time and the ring is reused thousands of times.
TYPED_TEST(QueueTest, delivers_each_task_once_and_in_its_producers_order_if_it_has_one) {
  constexpr auto& traits = TypeParam::info.queue;
  constexpr unsigned producers = traits.producers == Side::one ? 1 : 3;
  constexpr unsigned consumers = traits.consumers == Side::one ? 1 : 3;
  constexpr Number each = 20'000;
  const auto queue = make_instance<TypeParam>({.threads = producers + consumers, .capacity = 8});
  std::vector<Number> pushed(producers, 0);
  std::vector<std::vector<Number>> popped(consumers);
  std::atomic<unsigned> producing{producers};
  std::atomic<Number> left{0};  // relaxed below: (1) orders what the producers add; results are read after the join
  const TimeBox box;
  run_together(TypeParam::info.name, producers + consumers, [&](unsigned thread, Doing& self) {
    Handle<TypeParam> handle(*queue, thread);
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
      if constexpr (traits.order != Order::unordered) {
        EXPECT_GE(number, next[producer]) << "overtook an earlier task of producer " << producer;
      }
      next[producer] = number + 1;
    }
  }
  for (Number task = 0; task < times.size(); ++task) {
    ASSERT_EQ(times[task], task % each < pushed[task / each] ? 1U : 0U) << "task " << task;
  }
}

}  // namespace
}  // namespace syncbench
