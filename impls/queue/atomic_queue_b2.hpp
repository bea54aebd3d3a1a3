// atomic_queue's AtomicQueueB2: a ring of any type of task, its size chosen at run time.
//
// Algorithm:   a thread takes a position by CAS, then waits until the slot's state says that it is its turn. Slots of
//              neighbouring positions are on different cache lines.
// Consistency: unordered: its documentation promises FIFO for the calls that wait alone. A state does not say whose
//              turn in which round it is, so that a thread which stops after it took its position may find the task
//              of a later round. "empty" and "full" are not strict: positions are compared by relaxed loads. Bounded:
//              room for at least `capacity` tasks, and for 4,096.
// Progress:    blocking: a call waits for the thread that has the slot.
// Cost:        uncontended push or pop = 2 loads + 2 CAS + 1 store-release; no allocation after construction.
// Source:      Egorushkin, github.com/max0x7ba/atomic_queue (Debian: of May 2022).
#pragma once

#include <atomic_queue/atomic_queue.h>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class AtomicQueueB2 {
 public:
  static constexpr Info info{.name = "atomic_queue_b2",
                             .family = Family::atomic,
                             .source = Source::atomic_queue,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::unordered,
                                       .bounded = true,
                                       .strict_empty = false,
                                       .strict_full = false,
                                       .exact_capacity = false}};

  explicit AtomicQueueB2(const Limits& limits) : queue_(static_cast<unsigned>(limits.capacity)) {}

  bool try_push(const T& task) { return queue_.try_push(task); }
  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  atomic_queue::AtomicQueueB2<T> queue_;
};

}  // namespace syncbench
