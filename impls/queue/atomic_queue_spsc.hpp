// atomic_queue's AtomicQueueB2 for one producer and one consumer.
//
// Algorithm:   as atomic_queue_b2, but positions are moved by plain stores, and a call waits for the slot's state
//              without a compare-exchange.
// Consistency: strict FIFO, bounded; one producer and one consumer. "empty" and "full" are strict: of the other
//              side's position an old value can only be read from before the call. Room for at least `capacity`
//              tasks, and for 4,096.
// Progress:    blocking: the positions move before the slot, so that a call may wait for the other side to be done.
// Cost:        push or pop = 3 loads + 2 stores; no allocation after construction.
// Source:      Egorushkin, github.com/max0x7ba/atomic_queue (Debian: of May 2022), with SPSC = true.
#pragma once

#include <atomic_queue/atomic_queue.h>

#include <memory>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class AtomicQueueSpsc {
  static constexpr bool maximize_throughput = true, total_order = false, spsc = true;

 public:
  static constexpr Info info{.name = "atomic_queue_spsc",
                             .family = Family::atomic,
                             .source = Source::atomic_queue,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo,
                                       .producers = Side::one,
                                       .consumers = Side::one,
                                       .bounded = true,
                                       .exact_capacity = false}};

  explicit AtomicQueueSpsc(const Limits& limits) : queue_(static_cast<unsigned>(limits.capacity)) {}

  bool try_push(const T& task) { return queue_.try_push(task); }
  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  atomic_queue::AtomicQueueB2<T, std::allocator<T>, maximize_throughput, total_order, spsc> queue_;
};

}  // namespace syncbench
