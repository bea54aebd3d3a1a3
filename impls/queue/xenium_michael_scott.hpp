// xenium's Michael-Scott queue, with its hazard pointers.
//
// Algorithm:   Michael and Scott's linked list (see michael_scott.hpp). Hazard pointers belong to the thread, not to
//              the queue; what a thread has retired and could not free, the next one inherits.
// Consistency: linearizable, strict FIFO, unbounded; "empty" is strict.
// Progress:    declared lock-free, but for the allocator.
// Cost:        push = 1 allocation + 2 CAS + 1 hazard; pop = 1 CAS + 2 hazards, frees in batches.
// Source:      Pöter, github.com/mpoeter/xenium (Debian: 0.0.2), xenium/michael_scott_queue.hpp; Michael, Scott, PODC
//              1996.
#pragma once

#include <xenium/michael_scott_queue.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>

#include "impls/info.hpp"

namespace syncbench {

template <class T>
class XeniumMichaelScott {
 public:
  static constexpr Info info{.name = "xenium_michael_scott",
                             .family = Family::lock_free,
                             .source = Source::xenium,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  bool try_push(const T& task) {
    queue_.push(task);
    return true;
  }

  bool try_pop(T& task) { return queue_.try_pop(task); }

 private:
  xenium::michael_scott_queue<T, xenium::policy::reclaimer<xenium::reclamation::hazard_pointer<>>> queue_;
};

}  // namespace syncbench
