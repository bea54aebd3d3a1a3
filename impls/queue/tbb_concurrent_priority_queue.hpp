// oneTBB's priority queue: the greatest task goes next.
//
// Algorithm:   threads hang their calls on a list; whoever finds it empty becomes the handler and carries out all
//              that is on it, on a binary heap.
// Consistency: linearizable: the calls of one batch overlap; priority, unbounded.
// Progress:    blocking: a call waits for the handler.
// Cost:        push or pop = 1 CAS to hang itself on the list, O(log n) steps on the heap; allocates when the heap
//              grows.
// Source:      oneTBB, oneapi/tbb/concurrent_priority_queue.h; oneAPI specification, "concurrent_priority_queue"; the
//              batches are flat combining: Hendler, Incze, Shavit, Tzafrir, SPAA 2010.
#pragma once

#include <oneapi/tbb/concurrent_priority_queue.h>

#include <bit>
#include <cstdint>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class TbbConcurrentPriorityQueue {
 public:
  static constexpr Info info{.name = "tbb_concurrent_priority_queue",
                             .family = Family::tbb,
                             .source = Source::tbb,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::priority, .bounded = false}};

  explicit TbbConcurrentPriorityQueue(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) {
    queue_.push(task);
    return true;
  }

  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  // Tasks that have no order of their own are compared as the numbers that they are made of.
  struct Less {
    bool operator()(const T& a, const T& b) const {
      if constexpr (requires { a < b; }) {
        return a < b;
      } else {
        return std::bit_cast<std::uint64_t>(a) < std::bit_cast<std::uint64_t>(b);
      }
    }
  };

  oneapi::tbb::concurrent_priority_queue<T, Less> queue_;
};

}  // namespace syncbench
