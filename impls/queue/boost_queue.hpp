// Boost.Lockfree's multi-producer multi-consumer queue.
//
// Algorithm:   Michael and Scott's linked list over a free list with tagged pointers; nodes are reused, never freed
//              before the queue is.
// Consistency: linearizable, strict FIFO, unbounded: past the nodes made at construction it allocates more.
// Progress:    lock-free while the free list has nodes.
// Cost:        uncontended push or pop = 3 to 4 CAS; allocates only when more than `capacity` tasks are inside.
// Source:      Boost.Lockfree, boost/lockfree/queue.hpp. 1.71 to 1.73 had an ABA defect.
#pragma once

#include <boost/lockfree/queue.hpp>
#include <boost/version.hpp>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

static_assert(BOOST_VERSION >= 107400, "syncbench: boost::lockfree::queue mixes tasks up before 1.74; use a later one");

template <class T>
class BoostQueue {
 public:
  static constexpr Info info{.name = "boost_queue",
                             .family = Family::lock_free,
                             .source = Source::boost,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  explicit BoostQueue(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.push(task); }
  bool try_pop(T& task) { return queue_.pop(task); }

 private:
  boost::lockfree::queue<T> queue_;
};

}  // namespace syncbench
