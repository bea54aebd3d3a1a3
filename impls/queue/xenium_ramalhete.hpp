// xenium's FAAArrayQueue by Ramalhete and Correia.
//
// Algorithm:   a linked list of arrays of 512 slots; push and pop take a slot of the last and the first one by an
//              atomic addition. A pop that comes too early waits a little, then spoils the slot, and the push takes
//              another.
// Consistency: linearizable, strict FIFO, unbounded; "empty" is strict.
// Progress:    declared lock-free, but for the allocator.
// Cost:        push = 1 atomic addition + 1 CAS + 1 hazard, pop = 1 atomic addition + 1 hazard; an array every 512
//              tasks. The library takes pointers only, so that here each task is boxed: 1 more allocation a push.
// Source:      Pöter, github.com/mpoeter/xenium (Debian: 0.0.2), xenium/ramalhete_queue.hpp; Ramalhete, Correia,
//              "FAAArrayQueue: MPMC lock-free queue", concurrencyfreaks.blogspot.com, 2016.
#pragma once

#include <xenium/ramalhete_queue.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>

#include <memory>

#include "impls/info.hpp"

namespace syncbench {

template <class T>
class XeniumRamalhete {
 public:
  static constexpr Info info{.name = "xenium_ramalhete",
                             .family = Family::lock_free,
                             .source = Source::xenium,
                             .progress = Progress::lock_free,
                             .queue = {.order = Order::strict_fifo, .bounded = false}};

  XeniumRamalhete() = default;

  // The library could own the boxes, but frees one twice if an array is destroyed after a push found it full.
  // https://github.com/mpoeter/xenium/issues/44
  ~XeniumRamalhete() {
    for (T* box = nullptr; queue_.try_pop(box);) delete box;
  }

  XeniumRamalhete(const XeniumRamalhete&) = delete;
  XeniumRamalhete& operator=(const XeniumRamalhete&) = delete;

  bool try_push(const T& task) {
    auto box = std::make_unique<T>(task);
    queue_.push(box.get());
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
  xenium::ramalhete_queue<T*, xenium::policy::reclaimer<xenium::reclamation::hazard_pointer<>>> queue_;
};

}  // namespace syncbench
