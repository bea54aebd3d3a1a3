// libcds's version of Vyukov's bounded ring.
//
// Algorithm:   as vyukov_ring, but where a slot is not ready a call compares the two positions: it refuses only if
//              the queue is full or empty, and else backs off until the thread that is halfway through the slot is
//              done.
// Consistency: linearizable, strict FIFO, bounded; "empty" and "full" are strict: the position that moves against the
//              caller is read after its own, and cannot overtake it.
// Progress:    blocking, as its documentation says: producers and consumers wait for one that is halfway.
// Cost:        uncontended push or pop = 2 loads + 1 CAS + 1 store-release; no allocation after construction.
// Source:      Khizhinsky, github.com/khizmax/libcds (Debian: 2.3.3), cds/container/vyukov_mpmc_cycle_queue.h;
//              Vyukov, "Bounded MPMC queue", 1024cores.net.
#pragma once

#include <cds/container/vyukov_mpmc_cycle_queue.h>

#include "impls/info.hpp"
#include "impls/instance.hpp"

namespace syncbench {

template <class T>
class CdsVyukov {
 public:
  static constexpr Info info{.name = "cds_vyukov",
                             .family = Family::atomic,
                             .source = Source::cds,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = true}};

  explicit CdsVyukov(const Limits& limits) : queue_(limits.capacity) {}

  bool try_push(const T& task) { return queue_.enqueue(task); }
  bool try_pop(T& task) { return queue_.dequeue(task); }

 private:
  cds::container::VyukovMPMCCycleQueue<T> queue_;
};

}  // namespace syncbench
