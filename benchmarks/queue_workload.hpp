// Workload: producers push numbered tasks into one queue, consumers pop them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/ledger.hpp"
#include "benchmarks/harness/private_work.hpp"
#include "benchmarks/harness/trial.hpp"
#include "impls/cache_line.hpp"
#include "impls/instance.hpp"
#include "impls/queue.hpp"
#include "impls/wait/waiters.hpp"

namespace syncbench {

// Producers are members 0 .. producers-1, consumers those behind them. With consumers == 0 the one producer pops
// each task again itself.
struct Shape {
  unsigned producers = 1;
  unsigned consumers = 0;

  unsigned members() const { return producers + consumers; }
  std::string name() const {
    return consumers == 0 ? "1" : std::to_string(producers) + "x" + std::to_string(consumers);
  }
};

// Whether a queue with these promises may be used by so many threads.
constexpr bool allows(const QueueTraits& queue, const Shape& shape) {
  return (queue.producers == Side::many || shape.producers <= 1) &&
         (queue.consumers == Side::many || shape.consumers <= 1);
}

// Of a bounded queue; an unbounded one is held to as many tasks inside, so that both work on as much memory.
inline constexpr std::size_t queue_capacity = 4096;

// An operation is one task popped; each push and each pop is followed by `steps` of private work. With a `burst` above 1
// a producer pushes as many tasks back to back, and then does the work of all of them; where one thread does both, there
// are no bursts. Verified: each task pushed was popped exactly once and, where the queue promises it, in its producer's
// order.
template <WorkQueue<Task> Q, class Wait>
class QueueWorkload {
 public:
  QueueWorkload(Shape shape, unsigned steps, unsigned burst = 1)
      : QueueWorkload(shape, steps, burst,
                      make_instance<Q>({.threads = shape.members(), .capacity = queue_capacity})) {}

  // A queue that is already made, for as many threads and at least that capacity.
  QueueWorkload(Shape shape, unsigned steps, unsigned burst, std::unique_ptr<Q> queue)
      : shape_(shape),
        steps_(steps),
        burst_(burst),
        queue_(std::move(queue)),
        handles_(shape.members()),
        pushed_(shape.producers),
        ledgers_(std::max(1U, shape.consumers), Ledger(shape.producers)),
        taken_(ledgers_.size() * shape.producers) {}

  void enter(unsigned member) { handles_[member] = std::make_unique<Handle<Q>>(*queue_, member); }

  Tally work(unsigned member, Pace& pace) {
    if (shape_.consumers == 0) return alternate(pace);
    return member < shape_.producers ? produce(member, pace) : consume(member, pace);
  }

  // The first consumer takes out what is left: no other thread is inside any more.
  void settle(unsigned member) {
    if (member != first_counted()) return;
    auto& ledger = ledgers_[0];
    Task task;
    // A queue whose "empty" is not strict may err now and then; one that is wrong must not keep us for ever.
    // There may be more inside than the capacity, of each producer, where that is not exact.
    const auto most = 2 * queue_capacity * shape_.producers;
    for (unsigned refusals = 0, taken = 0; refusals < 1000 && taken <= most;) {
      if (try_pop(*handles_[member], task)) {
        ledger.record(task);
        ++taken;
      } else {
        ++refusals;
      }
    }
  }

  std::string verdict() const { return audit(ledgers_, pushed_, keeps_producer_order(Q::info.queue.order)); }

  void leave(unsigned member) { handles_[member].reset(); }

  void wake_all() noexcept requires ParkingPolicy<Wait> { waiters_.wake_all(); }

  unsigned first_counted() const { return shape_.consumers == 0 ? 0 : shape_.producers; }

  Q& queue() { return *queue_; }

 private:
  // An unbounded queue is kept from growing: a producer may have this many tasks inside.
  static constexpr bool needs_credit = !Q::info.queue.bounded;
  std::uint64_t credit() const { return std::max<std::uint64_t>(1, queue_capacity / shape_.producers); }

  static bool try_push(Handle<Q>& handle, const Task& task) {
    return handle.call([&task](auto& queue, auto&... local) { return queue.try_push(task, local...); });
  }
  static bool try_pop(Handle<Q>& handle, Task& task) {
    return handle.call([&task](auto& queue, auto&... local) { return queue.try_pop(task, local...); });
  }

  std::uint64_t taken_from(unsigned producer) const {
    std::uint64_t sum = 0;
    for (std::size_t consumer = 0; consumer < ledgers_.size(); ++consumer) {
      // relaxed: a count that lags only makes the producer wait a little longer.
      sum += taken_[consumer * shape_.producers + producer].count.load(std::memory_order_relaxed);
    }
    return sum;
  }

  Tally produce(unsigned member, Pace& pace) {
    auto& handle = *handles_[member];
    auto number = pushed_[member];
    auto allowed = needs_credit ? taken_from(member) + credit() : ~std::uint64_t{0};
    Tally tally;
    std::uint64_t state = 0;  // of the private work
    unsigned in_burst = 0;
    auto waiter = waiters_.pushing();
    do {
      std::uint32_t turns = 0;
      while (turns < pace.batch()) {
        ++turns;
        if (needs_credit && number == allowed) allowed = taken_from(member) + credit();
        if (number != allowed && try_push(handle, Task(member, number))) {
          ++number;
          waiter.reset();
          if (++in_burst == burst_) {
            in_burst = 0;
            state = private_work(steps_ * burst_, state);
          }
        } else {
          ++tally.failures;
          waiter.wait();
          if constexpr (Waiters<Wait>::sleep) break;  // to look for the stop before the next wait()
        }
      }
      tally.steps += turns;
    } while (pace.go_on());
    waiters_.wake_all();  // nobody may sleep over the stop
    pushed_[member] = number;
    return tally;
  }

  Tally consume(unsigned member, Pace& pace) {
    auto& handle = *handles_[member];
    const auto index = member - shape_.producers;
    auto& ledger = ledgers_[index];
    const auto publish = [&](unsigned producer) {
      // relaxed: see taken_from().
      taken_[index * shape_.producers + producer].count.store(ledger.count(producer), std::memory_order_relaxed);
    };
    const auto publish_all = [&] {
      for (unsigned producer = 0; producer < shape_.producers; ++producer) publish(producer);
    };
    // Seldom enough not to disturb the measurement, often enough that no producer starves.
    const auto publish_every = std::clamp<std::uint64_t>(credit() / 4, 1, 64);
    bool unpublished = false;
    Tally tally;
    std::uint64_t state = 0;  // of the private work
    auto waiter = waiters_.popping();
    Task task;
    do {
      std::uint32_t turns = 0;
      while (turns < pace.batch()) {
        ++turns;
        if (try_pop(handle, task)) {
          ledger.record(task);
          ++tally.operations;
          if (needs_credit && task.producer() < shape_.producers) {
            if (ledger.count(task.producer()) % publish_every == 0) {
              publish(task.producer());
            } else {
              unpublished = true;
            }
          }
          waiter.reset();  // after the credit, which may be what a producer sleeps for
          state = private_work(steps_, state);
        } else {
          ++tally.failures;
          if (needs_credit && unpublished) {
            publish_all();
            unpublished = false;
            waiter.reset();  // as above
          }
          waiter.wait();
          if constexpr (Waiters<Wait>::sleep) break;  // to look for the stop before the next wait()
        }
      }
      tally.steps += turns;
    } while (pace.go_on());
    if (needs_credit) publish_all();
    waiters_.wake_all();  // nobody may sleep over the stop
    return tally;
  }

  Tally alternate(Pace& pace) {
    auto& handle = *handles_[0];
    auto& ledger = ledgers_[0];
    auto number = pushed_[0];
    Tally tally;
    std::uint64_t state = 0;  // of the private work
    Task task;
    do {
      for (std::uint32_t i = 0; i < pace.batch(); ++i) {
        if (try_push(handle, Task(0, number))) {
          ++number;
        } else {
          ++tally.failures;
        }
        state = private_work(steps_, state);
        if (try_pop(handle, task)) {
          ledger.record(task);
          ++tally.operations;
        } else {
          ++tally.failures;
        }
        state = private_work(steps_, state);
      }
      tally.steps += pace.batch();
    } while (pace.go_on());
    pushed_[0] = number;
    return tally;
  }

  const Shape shape_;
  const unsigned steps_;
  const unsigned burst_;
  std::unique_ptr<Q> queue_;
  std::vector<std::unique_ptr<Handle<Q>>> handles_;
  std::vector<std::uint64_t> pushed_;  // by producer, warm-up included
  std::vector<Ledger> ledgers_;        // by consumer
  // How many tasks each consumer took from each producer, for the producers' credit: [consumer * producers +
  // producer].
  struct alignas(cache_line) Taken {
    std::atomic<std::uint64_t> count{0};
  };
  std::vector<Taken> taken_;
  [[no_unique_address]] Waiters<Wait> waiters_;
};

}  // namespace syncbench
