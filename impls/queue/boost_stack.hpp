// Boost.Lockfree's stack: a bag of tasks for whom the order does not matter.
//
// Algorithm:   Treiber's linked stack over a free list with tagged pointers; nodes are reused, never freed before the
//              stack is.
// Consistency: linearizable, LIFO, unbounded: past the nodes made at construction it allocates more.
// Progress:    declared lock-free; while the free list has nodes.
// Cost:        uncontended push or pop = 2 CAS, one of them on the free list; allocates only when more than
//              `capacity` tasks are inside. Both sides meet on one word.
// Source:      Boost.Lockfree, boost/lockfree/stack.hpp; Treiber: "Systems Programming: Coping with Parallelism", IBM
//              RJ 5118, 1986.
#pragma once

#include <boost/lockfree/stack.hpp>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class BoostStack {
 public:
  static constexpr Info info{.name = "boost_stack",
                             .family = Family::lock_free,
                             .source = Source::boost,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::lifo, .bounded = false}};

  explicit BoostStack(const Limits& limits) : stack_(limits.capacity) {}

  bool try_push(const T& task) { return stack_.push(task); }
  bool try_pop(T& task) { return stack_.pop(task); }

 private:
  boost::lockfree::stack<T> stack_;
};

}  // namespace syncbench
