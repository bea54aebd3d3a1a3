// oneTBB's bounded queue, by its calls that do not wait.
//
// Algorithm:   concurrent_queue with a capacity, and monitors that wake the waiting calls (not used here, but paid).
// Consistency: strict FIFO by ticket, bounded. "empty" and "full" are not strict: they compare running tickets.
// Progress:    blocking: a pop waits for the push whose ticket it holds.
// Cost:        push or pop = 2 to 3 atomic read-modify-writes and a look at the waiters; allocates a page every few
//              tasks.
// Source:      oneTBB, oneapi/tbb/concurrent_queue.h; oneAPI specification, "concurrent_bounded_queue".
#pragma once

#include <oneapi/tbb/concurrent_queue.h>

#include <cstddef>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class TbbConcurrentBoundedQueue {
 public:
  static constexpr Info info{
      .name = "tbb_concurrent_bounded_queue",
      .family = Family::tbb,
      .source = Source::tbb,
      .progress = Progress::blocking,
      .queue = {.order = Order::strict_fifo, .bounded = true, .strict_empty = false, .strict_full = false}};

  explicit TbbConcurrentBoundedQueue(const Limits& limits) {
    queue_.set_capacity(static_cast<std::ptrdiff_t>(limits.capacity));
  }

  bool try_push(const T& task) { return queue_.try_push(task); }
  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  oneapi::tbb::concurrent_bounded_queue<T> queue_;
};

}  // namespace syncbench
