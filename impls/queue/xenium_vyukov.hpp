// xenium's version of Vyukov's bounded ring, by its strong calls.
//
// Algorithm:   as vyukov_ring, but where a slot is not ready a call compares the two positions: it refuses only if
//              the queue is full or empty, and else waits for the thread that is halfway through the slot.
// Consistency: linearizable, strict FIFO, bounded; "empty" and "full" are strict: the position that moves against the
//              caller is read after its own, and cannot overtake it.
// Progress:    blocking, as its documentation says: a call spins, without a pause, while another is halfway.
// Cost:        uncontended push or pop = 2 loads + 1 CAS + 1 store-release; no allocation after construction.
// Source:      Pöter, github.com/mpoeter/xenium (Debian: 0.0.2), xenium/vyukov_bounded_queue.hpp; Vyukov, "Bounded
//              MPMC queue", 1024cores.net.
#pragma once

#include <xenium/vyukov_bounded_queue.hpp>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class XeniumVyukov {
 public:
  static constexpr Info info{.name = "xenium_vyukov",
                             .family = Family::atomic,
                             .source = Source::xenium,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = true}};

  explicit XeniumVyukov(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.try_push_strong(task); }
  bool try_pop(T& task) { return queue_.try_pop_strong(task); }

 private:
  xenium::vyukov_bounded_queue<T> queue_;
};

}  // namespace syncbench
