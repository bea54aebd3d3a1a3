// Work queue: a ring buffer under any lock.
//
// Algorithm:   an array of `capacity` slots and two running positions, guarded by one lock.
// Consistency: linearizable, strict FIFO; "full" and "empty" are strict.
// Progress:    blocking, whatever the lock.
// Cost:        one uncontended lock and unlock, for a task or for a batch; no allocation after construction.
// Source:      folklore.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "impls/adapters/guarded.hpp"
#include "impls/adapters/name.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/lock.hpp"

namespace syncbench {

template <Lock L, class T>
class LockedRing : public PassesLocal<LockedRing<L, T>, L> {
 public:
  static constexpr Info info{.name = suffixed_name<L, "_ring">,
                             .family = L::info.family,
                             .source = L::info.source,
                             .progress = Progress::blocking,
                             .queue = {.order = Order::strict_fifo, .bounded = true}};

  explicit LockedRing(const Limits& limits) : ring_(limits, limits.capacity) {}

  L& mutex() { return ring_.mutex(); }

  template <class... Local>
  bool try_push(const T& task, Local&... local) {
    return ring_.locked(
        [&task](Ring& ring) {
          if (ring.tail - ring.head == ring.slots.size()) return false;
          ring.slots[ring.tail++ & ring.mask] = task;
          return true;
        },
        local.lock...);
  }

  template <class... Local>
  bool try_pop(T& task, Local&... local) {
    return ring_.locked(
        [&task](Ring& ring) {
          if (ring.tail == ring.head) return false;
          task = std::move(ring.slots[ring.head++ & ring.mask]);
          return true;
        },
        local.lock...);
  }

  template <class... Local>
  std::size_t try_push_batch(const T* tasks, std::size_t n, Local&... local) {
    return ring_.locked(
        [tasks, n](Ring& ring) {
          const auto count = std::min(n, ring.slots.size() - (ring.tail - ring.head));
          for (std::size_t i = 0; i < count; ++i) ring.slots[ring.tail++ & ring.mask] = tasks[i];
          return count;
        },
        local.lock...);
  }

  template <class... Local>
  std::size_t try_pop_batch(T* tasks, std::size_t n, Local&... local) {
    return ring_.locked(
        [tasks, n](Ring& ring) {
          const auto count = std::min(n, ring.tail - ring.head);
          for (std::size_t i = 0; i < count; ++i) tasks[i] = std::move(ring.slots[ring.head++ & ring.mask]);
          return count;
        },
        local.lock...);
  }

 private:
  struct Ring {
    explicit Ring(std::size_t capacity) : mask(capacity - 1), slots(capacity) {}
    std::size_t head = 0;  // next to pop; runs on, the mask makes it an index
    std::size_t tail = 0;  // next to push
    std::size_t mask;
    std::vector<T> slots;
  };

  Guarded<L, Ring> ring_;
};

}  // namespace syncbench
