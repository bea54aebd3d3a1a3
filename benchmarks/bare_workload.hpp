// Workload: one producer and one consumer with hardly anything around the calls.
//
// A queue that takes a nanosecond a task hides behind the ledger of queue_workload.hpp, which takes longer. Here a task
// is only counted and summed up, so this is for comparing such queues, beside the checked workload and not in its place.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/harness/ledger.hpp"
#include "benchmarks/harness/trial.hpp"
#include "benchmarks/queue_workload.hpp"
#include "impls/instance.hpp"
#include "impls/queue.hpp"

namespace syncbench {

// An operation is one task popped. Verified: as many tasks were popped as pushed, and their numbers have the same sum.
// Q is bounded.
template <WorkQueue<Task> Q, class Wait>
class BareWorkload {
  static_assert(Q::info.queue.bounded, "nothing else keeps the producer from running away");

 public:
  BareWorkload() : queue_(make_instance<Q>({.threads = 2, .capacity = queue_capacity})), handles_(2) {}

  void enter(unsigned member) { handles_[member] = std::make_unique<Handle<Q>>(*queue_, member); }

  Tally work(unsigned member, Pace& pace) { return member == 0 ? produce(pace) : consume(pace); }

  void settle(unsigned member) {
    if (member != first_counted()) return;
    for (unsigned refusals = 0, taken = 0; refusals < 1000 && taken <= 2 * queue_capacity;) {
      Task task;
      if (try_pop(task)) {
        note(task, popped_, sum_);
        ++taken;
      } else {
        ++refusals;
      }
    }
  }

  std::string verdict() const {
    const auto sum = pushed_ % 2 == 0 ? pushed_ / 2 * (pushed_ - 1) : (pushed_ - 1) / 2 * pushed_;  // 0 + 1 + ...
    if (popped_ == pushed_ && sum_ == sum) return {};
    return "wrong result: of " + std::to_string(pushed_) + " tasks " + std::to_string(popped_) +
           " were popped, and their numbers sum up to " + std::to_string(sum_) + " instead of " + std::to_string(sum);
  }

  void leave(unsigned member) { handles_[member].reset(); }

  unsigned first_counted() const { return 1; }

 private:
  bool try_pop(Task& task) {
    return handles_[1]->call([&task](auto& queue, auto&... local) { return queue.try_pop(task, local...); });
  }

  static void note(const Task& task, std::uint64_t& count, std::uint64_t& sum) {
    ++count;
    sum += task.number();  // modulo 2^64
  }

  Tally produce(Pace& pace) {
    auto& handle = *handles_[0];
    const auto batch = pace.batch();
    auto number = pushed_;
    Tally tally;
    Wait waiter;
    do {
      for (std::uint32_t i = 0; i < batch; ++i) {
        const Task task(0, number);
        if (handle.call([&task](auto& queue, auto&... local) { return queue.try_push(task, local...); })) {
          ++number;
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
      }
      tally.steps += batch;
    } while (pace.go_on());
    pushed_ = number;
    return tally;
  }

  Tally consume(Pace& pace) {
    const auto batch = pace.batch();
    auto popped = popped_, sum = sum_;
    Tally tally;
    Wait waiter;
    do {
      for (std::uint32_t i = 0; i < batch; ++i) {
        Task task;
        if (try_pop(task)) {
          note(task, popped, sum);
          waiter.reset();
        } else {
          ++tally.failures;
          waiter.wait();
        }
      }
      tally.steps += batch;
    } while (pace.go_on());
    tally.operations = popped - popped_;
    popped_ = popped;
    sum_ = sum;
    return tally;
  }

  std::unique_ptr<Q> queue_;
  std::vector<std::unique_ptr<Handle<Q>>> handles_;
  // Warm-up included; the producer's on a line of its own.
  alignas(cache_line) std::uint64_t pushed_ = 0;
  alignas(cache_line) std::uint64_t popped_ = 0;
  std::uint64_t sum_ = 0;
};

}  // namespace syncbench
