// libcds's single-producer single-consumer ring.
//
// Algorithm:   Lamport's ring, where each side keeps a copy of the other's index and looks at the index itself only
//              when the copy says full or empty.
// Consistency: linearizable, strict FIFO, bounded; one producer and one consumer.
// Progress:    wait-free: no loops.
// Cost:        push or pop = 1 load + 1 store-release, and 1 load-acquire when the copy is used up; no allocation
//              after construction.
// Source:      Khizhinsky, github.com/khizmax/libcds (Debian: 2.3.3), cds/container/weak_ringbuffer.h; Le, Guatto,
//              Cohen, Pop: "Correct and Efficient Bounded FIFO Queues", INRIA RR-8365, 2013.
#pragma once

#include <cds/container/weak_ringbuffer.h>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class CdsWeakRing {
 public:
  static constexpr Info info{
      .name = "cds_weak_ring",
      .family = Family::lock_free,
      .source = Source::cds,
      .progress = Progress::wait_free,
      .queue = {.order = Order::strict_fifo, .producers = Side::one, .consumers = Side::one, .bounded = true}};

  explicit CdsWeakRing(const Limits& limits) : ring_(limits.capacity) {}

  bool try_push(const T& task) { return ring_.push(task); }
  bool try_pop(T& task) { return ring_.pop(task); }

 private:
  cds::container::WeakRingBuffer<T> ring_;
};

}  // namespace syncbench
