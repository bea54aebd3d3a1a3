// Batches are verified like single tasks.
#include <gtest/gtest.h>

#include <cstddef>
#include <stdexcept>
#include <string>

#include "benchmarks/batch_workload.hpp"
#include "benchmarks/tests/liars.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {
namespace {

constexpr Timing brief{.warm_up = std::chrono::milliseconds(2),
                       .window = std::chrono::milliseconds(16),
                       .oversubscribed_warm_up = std::chrono::milliseconds(2),
                       .oversubscribed_window = std::chrono::milliseconds(80)};

// Moves batches by single calls of the queue.
template <class Q>
class OneByOne : public Q {
 public:
  using Q::Q;
  std::size_t try_push_batch(const Task* tasks, std::size_t n) {
    std::size_t count = 0;
    while (count < n && Q::try_push(tasks[count])) ++count;
    return count;
  }
  std::size_t try_pop_batch(Task* tasks, std::size_t n) {
    std::size_t count = 0;
    while (count < n && Q::try_pop(tasks[count])) ++count;
    return count;
  }
};

// Says that it popped more than it was asked for.
class Boastful : public OneByOne<TwistedQueue<Honest>> {
 public:
  std::size_t try_pop_batch(Task* tasks, std::size_t n) {
    return OneByOne<TwistedQueue<Honest>>::try_pop_batch(tasks, n) == 0 ? 0 : n + 1000;
  }
};

template <class Q>
Sample run(Shape shape, std::size_t size) {
  Team team(detect_topology(), Place::cores, shape.members(), std::string(Q::info.name));
  BatchWorkload<Q, SpinYield> workload(shape, size);
  return run_trial(team, workload, brief);
}

const Shape shapes[] = {{1, 1}, {2, 2}, {3, 1}, {1, 3}};

template <class Q>
void expect_error(const std::string& words) {
  for (const auto& shape : shapes) {
    for (const std::size_t size : {1, 8, 64}) {
      const auto error = run<Q>(shape, size).error;
      EXPECT_NE(error.find(words), std::string::npos) << shape.name() << ' ' << size << " said: '" << error << "'";
    }
  }
}

template <class Q>
void expect_fine() {
  for (const auto& shape : shapes) {
    if (!allows(Q::info.queue, shape)) continue;
    for (const std::size_t size : {1, 8, 64}) {
      const auto sample = run<Q>(shape, size);
      EXPECT_EQ(sample.error, "") << Q::info.name << ' ' << shape.name() << ' ' << size;
      EXPECT_GT(sample.window.operations, 0U);
    }
  }
}

TEST(Batches, of_honest_queues_are_accepted) {
  expect_fine<OneByOne<TwistedQueue<Honest>>>();  // unbounded: held back by the credit
  expect_fine<LockedRing<MutexLock, Task>>();
  expect_fine<TwoLockRingQueue<Task>>();
  expect_fine<SpscRingQueue<Task>>();
  expect_fine<BoostSpscQueue<Task>>();
  for_each_type(packaged::ConcurrentQueue<Task>{}, []<class Q>(std::type_identity<Q>) { expect_fine<Q>(); });
}

TEST(Batches, of_a_queue_that_loses_are_wrong) { expect_error<OneByOne<TwistedQueue<Loses>>>("were popped"); }

TEST(Batches, of_a_queue_that_duplicates_are_wrong) {
  expect_error<OneByOne<TwistedQueue<Duplicates>>>("were popped");
}

TEST(Batches, of_a_queue_that_invents_tasks_are_wrong) { expect_error<OneByOne<TwistedQueue<Invents>>>("nobody"); }

TEST(Batches, of_a_queue_that_claims_more_than_it_was_asked_for_are_refused) {
  for (const auto& shape : shapes) EXPECT_THROW(run<Boastful>(shape, 8), std::logic_error) << shape.name();
}

}  // namespace
}  // namespace syncbench
