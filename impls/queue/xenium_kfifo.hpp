// xenium's bounded k-FIFO queue by Kirsch, Lippautz and Payer.
//
// Algorithm:   a ring of segments of k slots. A push takes any free slot of the last segment, a pop any task of the
//              first, beginning at random; the segments move on when nothing is found.
// Consistency: unordered, bounded. The paper's is k-FIFO; but in a recorded history with k = 4 and two threads on each
//              side a task was overtaken by five that came later, so it is not claimed here. There is room for at least
//              `capacity` tasks, and for up to 2k more: the first segment may be almost empty when the ring is full.
// Progress:    declared lock-free, but for the allocator.
// Cost:        uncontended push or pop = up to k loads + 1 CAS, a second one when a segment is done, and a random
//              number. The library takes pointers only, so that here each task is boxed: 1 allocation a push. Slots
//              are counted by 16 bits: the constructor throws std::length_error from 65,536 on.
// Source:      Pöter, github.com/mpoeter/xenium (Debian: 0.0.2), xenium/kirsch_bounded_kfifo_queue.hpp; Kirsch,
//              Lippautz, Payer: "Fast and Scalable, Lock-free k-FIFO Queues", PaCT 2013.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <stdexcept>
// xenium's header lacks the ones above.
#include <xenium/kirsch_bounded_kfifo_queue.hpp>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class XeniumKfifo {
 public:
  static constexpr Info info{.name = "xenium_kfifo",
                             .family = Family::lock_free,
                             .source = Source::xenium,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::unordered, .bounded = true, .exact_capacity = false}};

  explicit XeniumKfifo(const Limits& limits) : queue_(slots_a_segment, segments(limits.capacity)) {}

  ~XeniumKfifo() {
    for (T* box = nullptr; queue_.try_pop(box);) delete box;
  }

  XeniumKfifo(const XeniumKfifo&) = delete;
  XeniumKfifo& operator=(const XeniumKfifo&) = delete;

  bool try_push(const T& task) {
    auto box = std::make_unique<T>(task);
    if (!queue_.try_push(box.get())) return false;
    box.release();
    return true;
  }

  bool try_pop(T& task) {
    T* box = nullptr;
    if (!queue_.try_pop(box)) return false;
    task = *box;
    delete box;
    return true;
  }

 private:
  static constexpr std::uint64_t slots_a_segment = 4;

  // Full means: one task or more in the first segment, and all others full.
  static std::uint64_t segments(std::uint64_t capacity) {
    const auto needed = (capacity + slots_a_segment - 1) / slots_a_segment + 1;
    if (needed * slots_a_segment > 0xffff)
      throw std::length_error("xenium_kfifo: a capacity of less than 65,528 at most");
    return needed;
  }

  xenium::kirsch_bounded_kfifo_queue<T*> queue_;
};

}  // namespace syncbench
