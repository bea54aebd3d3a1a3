// Workload: each push and each pop of a queue that succeeds is timed.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "benchmarks/harness/latency.hpp"
#include "benchmarks/queue_workload.hpp"
#include "impls/cache_line.hpp"
#include "impls/erased.hpp"
#include "impls/wait/spin_yield.hpp"

namespace syncbench {

// A queue that times the calls of another one, of which QueueWorkload has to know two promises.
template <bool is_bounded, bool is_ordered, class Arrivals = ClosedLoop>
class TimedQueue {
 public:
  static constexpr Info info{
      .name = "timed",
      .progress = Progress::blocking,
      .queue = {.order = is_ordered ? Order::per_producer_fifo : Order::unordered, .bounded = is_bounded}};

  TimedQueue(std::unique_ptr<AnyQueue> queue, unsigned threads) : queue_(std::move(queue)), calls_(threads) {}

  // What one thread timed, on lines of its own.
  struct alignas(cache_line) Calls {
    Arrivals arrivals;
    Histogram pushes, pops;
    bool counted = false;

    void start_over() {
      pushes.clear();
      pops.clear();
      counted = true;
    }
  };

  struct Local {
    Local(TimedQueue& timed, unsigned thread) : local(*timed.queue_, thread) {
      timed.calls_[thread] = std::make_unique<Calls>();  // here, so that the memory is this thread's CPU's
      calls = timed.calls_[thread].get();
    }
    AnyQueue::Local local;
    Calls* calls;
  };

  bool try_push(const Task& task, Local& own) {
    const auto word = std::bit_cast<std::uint64_t>(task);
    const auto start = own.calls->arrivals.next();
    const bool done = queue_->try_push(word, own.local);
    const auto end = TickClock::now();
    if (done && own.calls->counted) own.calls->pushes.record(end - start);
    return done;
  }

  bool try_pop(Task& task, Local& own) {
    std::uint64_t word = 0;
    const auto start = own.calls->arrivals.next();
    const bool done = queue_->try_pop(word, own.local);
    const auto end = TickClock::now();
    if (!done) return false;
    if (own.calls->counted) own.calls->pops.record(end - start);
    task = std::bit_cast<Task>(word);
    return true;
  }

  Calls& calls(unsigned thread) { return *calls_[thread]; }

  Histogram merged(Histogram Calls::*kind) const {
    Histogram all;
    for (const auto& calls : calls_) all.merge((*calls).*kind);
    return all;
  }

 private:
  std::unique_ptr<AnyQueue> queue_;
  std::vector<std::unique_ptr<Calls>> calls_;  // by thread
};

// QueueWorkload as it is, on a queue that times. Of warm-up and drain nothing is kept.
template <class Timed>
class QueueLatency : public QueueWorkload<Timed, SpinYield> {
 public:
  using Base = QueueWorkload<Timed, SpinYield>;

  QueueLatency(std::unique_ptr<AnyQueue> queue, Shape shape, unsigned steps)
      : Base(shape, steps, 1, std::make_unique<Timed>(std::move(queue), shape.members())) {}

  Tally work(unsigned member, Pace& pace) {
    this->queue().calls(member).start_over();
    return Base::work(member, pace);
  }

  void settle(unsigned member) {
    this->queue().calls(member).counted = false;
    Base::settle(member);
  }

  Histogram pushes() { return this->queue().merged(&Timed::Calls::pushes); }
  Histogram pops() { return this->queue().merged(&Timed::Calls::pops); }
};

}  // namespace syncbench
