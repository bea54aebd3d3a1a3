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
//              of the other's line, or pauses and a second look. A batch likewise, whatever its size, but for the
//              copying. No allocation after construction.
// Source:      Lamport, "Specifying Concurrent Program Modules", ACM TOPLAS 5(2), 1983; Lee, Bu, Chandranmenon: "A
//              Lock-Free, Cache-Efficient Multi-Core Synchronization Mechanism for Line-Rate Network Traffic
//              Monitoring" (MCRingBuffer), IPDPS 2010; Giacomoni, Moseley, Vachharajani: "FastForward for Efficient
//              Pipeline Parallelism", PPoPP 2008 (slipping).
//
// Slipping: two threads at the same speed would meet at each task, and pass lines to and fro. Who finds little when it
// looks leaves the other one a microsecond's lead and looks again, so that the next look is many tasks away. It trades
// the latency of a task that comes into an empty ring, and the time of a refusal, for throughput.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `room`: slots for each task that may be inside. With 2, a push into a ring that is nearly full does not write to
// the very line that the consumer is reading. `slip`: pauses before a second look; a pause takes 10 to 140 cycles, by
// CPU.
template <class T, class Platform = StdPlatform, std::size_t room = 2, unsigned slip = 64>
class SpscRingQueue {
 public:
  static constexpr Info info{
      .name = "spsc_ring",
      .family = Family::lock_free,
      .source = Source::syncbench,
      .progress = Progress::wait_free,
      .queue = {.order = Order::strict_fifo, .producers = Side::one, .consumers = Side::one, .bounded = true}};

  explicit SpscRingQueue(const Limits& limits)
      : capacity_(limits.capacity),
        few_(std::max<std::size_t>(1, limits.capacity / 16)),
        mask_(room * limits.capacity - 1),
        slots_(room * limits.capacity) {}

  bool try_push(const T& task) {
    // relaxed: nobody else writes it.
    const auto tail = producer_.position.load(std::memory_order_relaxed);
    if (tail - producer_.other.get() == capacity_ && !finds_slots(tail)) return false;
    slots_[tail & mask_].set(task);
    producer_.position.store(tail + 1, std::memory_order_release);  // (1) pairs with finds_tasks()
    return true;
  }

  bool try_pop(T& task) {
    // relaxed: as in try_push.
    const auto head = consumer_.position.load(std::memory_order_relaxed);
    if (head == consumer_.other.get() && !finds_tasks(head)) return false;
    task = slots_[head & mask_].get();
    consumer_.position.store(head + 1, std::memory_order_release);  // (2) pairs with finds_slots()
    return true;
  }

  // Looks again if by what was last seen the batch does not fit; a partial answer is what it then found.
  std::size_t try_push_batch(const T* tasks, std::size_t n) {
    // relaxed: as in try_push.
    const auto tail = producer_.position.load(std::memory_order_relaxed);
    if (capacity_ - (tail - producer_.other.get()) < n) finds_slots(tail);
    const auto count = std::min(n, capacity_ - (tail - producer_.other.get()));
    if (count == 0) return 0;
    for (std::size_t i = 0; i < count; ++i) slots_[(tail + i) & mask_].set(tasks[i]);
    producer_.position.store(tail + count, std::memory_order_release);  // (1), for all of them at once
    return count;
  }

  std::size_t try_pop_batch(T* tasks, std::size_t n) {
    // relaxed: as in try_push.
    const auto head = consumer_.position.load(std::memory_order_relaxed);
    if (consumer_.other.get() - head < n) finds_tasks(head);
    const auto count = std::min(n, consumer_.other.get() - head);
    if (count == 0) return 0;
    for (std::size_t i = 0; i < count; ++i) tasks[i] = slots_[(head + i) & mask_].get();
    consumer_.position.store(head + count, std::memory_order_release);  // (2), for all of them at once
    return count;
  }

 private:
  struct alignas(cache_line) End {
    typename Platform::template atomic<std::size_t> position{0};  // runs on, the mask makes it an index
    typename Platform::template plain<std::size_t> other{0};      // this thread's alone: the other end's, last seen
  };
  // Both out of line, so that a call that is not stuck saves no registers.
  [[gnu::noinline]] bool finds_slots(std::size_t tail) {
    // acquire: pairs with (2), so that the consumer has read what we overwrite.
    auto head = consumer_.position.load(std::memory_order_acquire);
    if (capacity_ - (tail - head) < few_) {
      fall_back();
      head = consumer_.position.load(std::memory_order_acquire);
    }
    producer_.other.set(head);
    return tail - head != capacity_;
  }

  [[gnu::noinline]] bool finds_tasks(std::size_t head) {
    // acquire: pairs with (1), so that the producer has written what we read.
    auto tail = producer_.position.load(std::memory_order_acquire);
    if (tail - head < few_) {
      fall_back();
      tail = producer_.position.load(std::memory_order_acquire);
    }
    consumer_.other.set(tail);
    return tail != head;
  }

  static void fall_back() noexcept {
    for (unsigned i = 0; i < slip; ++i) Platform::pause();
  }

  static_assert(alignof(End) == cache_line && sizeof(End) % cache_line == 0, "each end has its own line");
  static_assert(room != 0 && (room & (room - 1)) == 0, "the mask makes a position an index");

  const std::size_t capacity_, few_, mask_;
  std::vector<typename Platform::template plain<T>> slots_;
  End producer_, consumer_;
};

template <class T, class Platform, std::size_t room, unsigned slip>
struct SmallestOf<SpscRingQueue<T, Platform, room, slip>> {
  using type = SpscRingQueue<T, Platform, 1, 1>;  // uses slots again at once
};

}  // namespace syncbench
