// Workload: producers push numbered tasks into one queue in batches, consumers pop them in batches.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/harness/ledger.hpp"
#include "benchmarks/harness/trial.hpp"
#include "benchmarks/queue_workload.hpp"
#include "impls/batches.hpp"
#include "impls/cache_line.hpp"
#include "impls/instance.hpp"

namespace syncbench {

// An operation is one task popped; a call that moves none is a failure, one that moves fewer than asked for is not.
// Verified like QueueWorkload. A shape has at least one consumer.
template <WorkQueue<Task> Q, class Wait>
requires BatchQueue<Q, Task>
class BatchWorkload {
 public:
  static constexpr std::size_t most = 64;  // tasks of a batch

  BatchWorkload(Shape shape, std::size_t size)
      : shape_(shape),
        size_(size),
        queue_(make_instance<Q>({.threads = shape.members(), .capacity = queue_capacity})),
        handles_(shape.members()),
        pushed_(shape.producers),
        ledgers_(shape.consumers, Ledger(shape.producers)),
        taken_(std::size_t{shape.consumers} * shape.producers) {}

  void enter(unsigned member) { handles_[member] = std::make_unique<Handle<Q>>(*queue_, member); }

  Tally work(unsigned member, Pace& pace) {
    return member < shape_.producers ? produce(member, pace) : consume(member, pace);
  }

  // The first consumer takes out what is left, as in QueueWorkload.
  void settle(unsigned member) {
    if (member != first_counted()) return;
    Tasks tasks;
    const auto bound = 2 * queue_capacity * shape_.producers;
    for (std::size_t refusals = 0, taken = 0; refusals < 1000 && taken <= bound;) {
      const auto count = pop(*handles_[member], tasks);
      for (std::size_t i = 0; i < count; ++i) ledgers_[0].record(tasks[i]);
      taken += count;
      refusals += count == 0;
    }
  }

  std::string verdict() const { return audit(ledgers_, pushed_, keeps_producer_order(Q::info.queue.order)); }

  void leave(unsigned member) { handles_[member].reset(); }

  unsigned first_counted() const { return shape_.producers; }

 private:
  using Tasks = std::array<Task, most>;

  // An unbounded queue is kept from growing: a producer may have this many tasks inside, by what the consumers tell.
  static constexpr bool needs_credit = !Q::info.queue.bounded;
  std::uint64_t credit() const { return std::max<std::uint64_t>(size_, queue_capacity / shape_.producers); }

  // The number of the first task that it may not push yet.
  std::uint64_t allowed(unsigned producer) const {
    auto sum = credit();
    for (std::size_t consumer = 0; consumer < ledgers_.size(); ++consumer) {
      // relaxed: a count that lags only makes the producer wait a little longer.
      sum += taken_[consumer * shape_.producers + producer].count.load(std::memory_order_relaxed);
    }
    return sum;
  }

  void tell(std::size_t consumer) {
    for (unsigned producer = 0; producer < shape_.producers; ++producer) {
      // relaxed: see allowed().
      taken_[consumer * shape_.producers + producer].count.store(ledgers_[consumer].count(producer),
                                                                 std::memory_order_relaxed);
    }
  }

  // Throws if the queue says that it wrote more tasks than there was room for.
  std::size_t pop(Handle<Q>& handle, Tasks& tasks) const {
    const auto n = size_;
    const auto count = handle.call(
        [&tasks, n](auto& queue, auto&... local) { return queue.try_pop_batch(tasks.data(), n, local...); });
    if (count > n) throw std::logic_error("wrong result: a batch of more tasks than were asked for");
    return count;
  }

  Tally produce(unsigned member, Pace& pace) {
    auto& handle = *handles_[member];
    auto number = pushed_[member];
    auto limit = needs_credit ? allowed(member) : ~std::uint64_t{0};
    Tasks tasks;
    const auto name_tasks = [&] {
      for (std::size_t i = 0; i < size_; ++i) tasks[i] = Task(member, number + i);
    };
    name_tasks();
    Tally tally;
    Wait waiter;
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        if (needs_credit && limit - number < size_) limit = allowed(member);
        std::size_t count = 0;
        if (const auto n = std::min<std::uint64_t>(size_, limit - number); n != 0) {
          count = handle.call(
              [&tasks, n](auto& queue, auto&... local) { return queue.try_push_batch(tasks.data(), n, local...); });
        }
        if (count != 0) {
          number += count;
          name_tasks();
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
      }
      tally.steps += pace.batch();
    } while (pace.go_on());
    pushed_[member] = number;
    return tally;
  }

  Tally consume(unsigned member, Pace& pace) {
    auto& handle = *handles_[member];
    const auto index = member - shape_.producers;
    auto& ledger = ledgers_[index];
    // Seldom enough not to disturb the measurement, often enough that no producer starves.
    const auto tell_every = std::clamp<std::uint64_t>(credit() / 4, 1, 64);
    std::uint64_t untold = 0;
    Tally tally;
    Tasks tasks;
    Wait waiter;
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        const auto count = pop(handle, tasks);
        for (std::size_t k = 0; k < count; ++k) ledger.record(tasks[k]);
        untold += count;
        if (count != 0) {
          tally.operations += count;
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
        if (needs_credit && (untold >= tell_every || (count == 0 && untold != 0))) {
          tell(index);
          untold = 0;
        }
      }
      tally.steps += pace.batch();
    } while (pace.go_on());
    if (needs_credit) tell(index);
    return tally;
  }

  const Shape shape_;
  const std::size_t size_;
  std::unique_ptr<Q> queue_;
  std::vector<std::unique_ptr<Handle<Q>>> handles_;
  std::vector<std::uint64_t> pushed_;  // by producer, warm-up included
  std::vector<Ledger> ledgers_;        // by consumer
  struct alignas(cache_line) Taken {
    std::atomic<std::uint64_t> count{0};
  };
  std::vector<Taken> taken_;  // for the credit, [consumer * producers + producer]
};

}  // namespace syncbench
