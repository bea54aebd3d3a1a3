// Ring of one producer and one consumer, each of which remembers the other's position.
//
// Algorithm:   Lamport's ring: the producer alone moves the tail, the consumer alone the head. Beside its own
//              position each keeps what it last saw of the other's, and looks again only when by that it is stuck:
//              most calls touch no line of the other side.
// Consistency: linearizable, strict FIFO, bounded by exactly `capacity`; one producer and one consumer. A push or a
//              pop takes effect at its store of the position. "full" and "empty" are strict, each true when the call
//              loads the other's position: nobody else moves its own.
// Progress:    wait-free.
// Cost:        push or pop = 1 store-release on the thread's own line, no read-modify-write; when stuck 1 load more,
//              of the other's line. No allocation after construction.
// Source:      Lamport, "Specifying Concurrent Program Modules", ACM TOPLAS 5(2), 1983; Lee, Bu, Chandranmenon: "A
//              Lock-Free, Cache-Efficient Multi-Core Synchronization Mechanism for Line-Rate Network Traffic
//              Monitoring" (MCRingBuffer), IPDPS 2010.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `room`: slots for each task that may be inside. With 2, a push into a ring that is nearly full does not write to
// the very line that the consumer is reading.
template <class T, class Platform = StdPlatform, std::size_t room = 2>
class SpscRingQueue {
 public:
  static constexpr Info info{
      .name = "spsc_ring",
      .family = Family::lock_free,
      .source = Source::syncbench,
      .progress = Progress::wait_free,
      .queue = {.order = Order::strict_fifo, .producers = Side::one, .consumers = Side::one, .bounded = true}};

  explicit SpscRingQueue(const Limits& limits)
      : capacity_(limits.capacity), mask_(room * limits.capacity - 1), slots_(room * limits.capacity) {}

  bool try_push(const T& task) {
    // relaxed: nobody else writes it.
    const auto tail = producer_.position.load(std::memory_order_relaxed);
    if (tail - producer_.other.get() == capacity_) {
      // acquire: pairs with (2), so that the consumer has read what we overwrite.
      producer_.other.set(consumer_.position.load(std::memory_order_acquire));
      if (tail - producer_.other.get() == capacity_) return false;
    }
    slots_[tail & mask_].set(task);
    producer_.position.store(tail + 1, std::memory_order_release);  // (1) pairs with try_pop's acquire
    return true;
  }

  bool try_pop(T& task) {
    // relaxed: as in try_push.
    const auto head = consumer_.position.load(std::memory_order_relaxed);
    if (head == consumer_.other.get()) {
      // acquire: pairs with (1), so that the producer has written what we read.
      consumer_.other.set(producer_.position.load(std::memory_order_acquire));
      if (head == consumer_.other.get()) return false;
    }
    task = slots_[head & mask_].get();
    consumer_.position.store(head + 1, std::memory_order_release);  // (2) pairs with try_push's acquire
    return true;
  }

 private:
  struct alignas(cache_line) End {
    typename Platform::template atomic<std::size_t> position{0};  // runs on, the mask makes it an index
    typename Platform::template plain<std::size_t> other{0};      // this thread's alone: the other end's, last seen
  };
  static_assert(alignof(End) == cache_line && sizeof(End) % cache_line == 0, "each end has its own line");
  static_assert(room != 0 && (room & (room - 1)) == 0, "the mask makes a position an index");

  const std::size_t capacity_, mask_;
  std::vector<typename Platform::template plain<T>> slots_;
  End producer_, consumer_;
};

template <class T, class Platform, std::size_t room>
struct SmallestOf<SpscRingQueue<T, Platform, room>> {
  using type = SpscRingQueue<T, Platform, 1>;  // uses slots again at once
};

}  // namespace syncbench
