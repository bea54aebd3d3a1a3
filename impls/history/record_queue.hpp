// Runs a work queue and returns the history of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "impls/history/queue_history.hpp"
#include "impls/history/record.hpp"
#include "impls/history/stamp.hpp"
#include "impls/instance.hpp"
#include "impls/watchdog/crowd.hpp"

namespace syncbench {

// How many threads push and how many pop; with no consumer one thread does both in turn.
struct QueueShape {
  unsigned producers, consumers;

  unsigned threads() const noexcept { return producers + consumers; }
  std::string text() const {
    return consumers == 0 ? "1" : std::to_string(producers) + "x" + std::to_string(consumers);
  }
};

namespace detail {

// Distinct, and none is 0: what an untouched slot may hold is nobody's value.
inline std::uint64_t value_of(unsigned thread, unsigned number) { return std::uint64_t{thread + 1} << 32 | number; }

template <class Q>
QueueOperation recorded_push(Handle<Q>& handle, unsigned thread, std::uint64_t value) {
  const auto start = now();
  const bool done = handle.call([&](auto& queue, auto&... local) { return queue.try_push(value, local...); });
  return {done ? QueueCall::push : QueueCall::full, thread, value, start, now()};
}

template <class Q>
QueueOperation recorded_pop(Handle<Q>& handle, unsigned thread) {
  std::uint64_t value = 0;
  const auto start = now();
  const bool done = handle.call([&](auto& queue, auto&... local) { return queue.try_pop(value, local...); });
  return {done ? QueueCall::pop : QueueCall::empty, thread, value, start, now()};
}

// Pops until the queue says that it is empty, or has given out more than ever went in.
template <class Q>
void drain(Q& queue, unsigned thread, QueueHistory& history) {
  Handle<Q> handle(queue, thread);
  for (auto most = history.size() + 1; most != 0; --most) {
    history.push_back(recorded_pop(handle, thread));
    if (history.back().call == QueueCall::empty) return;
  }
}

}  // namespace detail

// Q is a work queue of std::uint64_t. The drain is the last thread's.
template <class Q>
QueueHistory record_queue(const Plan& plan, QueueShape shape, std::size_t capacity) {
  const auto queue = make_instance<Q>({.threads = shape.threads() + 1, .capacity = capacity});
  std::vector<QueueHistory> of_threads(shape.threads());
  run_together(plan.name, shape.threads(), [&](unsigned thread, Doing& doing) {
    Handle<Q> handle(*queue, thread);
    QueueHistory own;
    own.reserve(plan.calls);
    for (Turns turns(plan, thread); turns.next();) {
      const auto number = turns.number();
      // One thread alone leans one way for a while, so that it meets both ends.
      const bool pushes =
          shape.consumers == 0 ? (number % 4 == 0) == (number / 64 % 2 == 1) : thread < shape.producers;
      doing.now(pushes ? "try_push" : "try_pop", number);
      own.push_back(pushes ? detail::recorded_push(handle, thread, detail::value_of(thread, number))
                           : detail::recorded_pop(handle, thread));
      // The other side's turn: without it a thread repeats a refusal until the system takes its CPU away.
      if (own.back().call == QueueCall::full || own.back().call == QueueCall::empty) std::this_thread::yield();
    }
    of_threads[thread] = std::move(own);
  });
  auto history = joined(of_threads);
  detail::drain(*queue, shape.threads(), history);
  return history;
}

}  // namespace syncbench
