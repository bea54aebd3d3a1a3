// Boost.Lockfree's single-producer single-consumer ring.
//
// Algorithm:   Lamport's ring: the producer alone writes one index, the consumer alone the other.
// Consistency: linearizable, strict FIFO, bounded; one producer and one consumer.
// Progress:    wait-free.
// Cost:        push or pop = 2 loads + 1 store-release, for a task or for a batch; no allocation after construction.
// Source:      Boost.Lockfree, boost/lockfree/spsc_queue.hpp; Lamport, "Specifying Concurrent Program Modules",
//              ACM TOPLAS 5(2), 1983.
#pragma once

#include <boost/lockfree/spsc_queue.hpp>

#include <cstddef>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class BoostSpscQueue {
 public:
  static constexpr Info info{
      .name = "boost_spsc_queue",
      .family = Family::lock_free,
      .source = Source::boost,
      .progress = Progress::wait_free,
      .queue = {.order = Order::strict_fifo, .producers = Side::one, .consumers = Side::one, .bounded = true}};

  explicit BoostSpscQueue(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.push(task); }
  bool try_pop(T& task) { return queue_.pop(task); }

  std::size_t try_push_batch(const T* tasks, std::size_t n) { return queue_.push(tasks, n); }
  std::size_t try_pop_batch(T* tasks, std::size_t n) { return queue_.pop(tasks, n); }

 private:
  boost::lockfree::spsc_queue<T> queue_;
};

}  // namespace syncbench
