// oneTBB's unbounded queue.
//
// Algorithm:   a ticket a task spreads them over eight linked micro-queues of pages.
// Consistency: strict FIFO by ticket, unbounded. "empty" is not strict: oneTBB 2021 decides it by relaxed loads.
// Progress:    blocking: a pop waits for the push whose ticket it holds.
// Cost:        push or pop = 1 to 2 atomic read-modify-writes; allocates a page every few tasks.
// Source:      oneTBB, oneapi/tbb/concurrent_queue.h; oneAPI specification, "concurrent_queue".
#pragma once

#include <oneapi/tbb/concurrent_queue.h>

#include "impls/info.hpp"

namespace syncbench {

template <class T>
class TbbConcurrentQueue {
 public:
  static constexpr Info info{.name = "tbb_concurrent_queue",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = false, .strict_empty = false}};

  bool try_push(const T& task) {
    queue_.push(task);
    return true;
  }

  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  oneapi::tbb::concurrent_queue<T> queue_;
};

}  // namespace syncbench
