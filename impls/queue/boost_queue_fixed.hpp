// Boost.Lockfree's multi-producer multi-consumer queue with a fixed number of nodes.
//
// Algorithm:   as boost_queue, over one array of `capacity` + 1 nodes (one is the dummy), reached by 16-bit indices
//              with 16-bit tags.
// Consistency: strict FIFO, bounded: never more than `capacity` tasks inside. "empty" is strict. "full" is not: the
//              node of a pop that is still running is missing.
// Progress:    declared lock-free.
// Cost:        uncontended push or pop = 3 to 4 CAS on 32 bits; no allocation after construction. At most 65,535
//              nodes: the constructor throws std::runtime_error where a capacity (a power of two) is above 32,768.
// Source:      Boost.Lockfree, boost/lockfree/queue.hpp, with fixed_sized<true>.
#pragma once

#include <boost/lockfree/policies.hpp>
#include <boost/lockfree/queue.hpp>
#include <boost/version.hpp>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

static_assert(BOOST_VERSION >= 107400,
              "syncbench: boost::lockfree::queue mixes tasks up before 1.74; use a later one");

template <class T>
class BoostQueueFixed {
 public:
  static constexpr Info info{.name = "boost_queue_fixed",
                             .family = Family::lock_free,
                             .source = Source::boost,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = true, .strict_full = false}};

  explicit BoostQueueFixed(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.push(task); }
  bool try_pop(T& task) { return queue_.pop(task); }

 private:
  boost::lockfree::queue<T, boost::lockfree::fixed_sized<true>> queue_;
};

}  // namespace syncbench
