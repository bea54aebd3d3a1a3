// A ring for each producer; consumers look where they last found something.
//
// Algorithm:   each thread pushes into its own ring, whose tail it alone moves. A pop goes round the rings, from the
//              one where it last found a task, and takes the first task it finds. A ring's head has a lock bit, which
//              a pop tries once: a ring that another consumer is at is passed over, so consumers spread over the
//              producers.
// Consistency: FIFO for each producer, and for all tasks of one ring even across consumers; nothing is promised
//              between producers, and a busy one may keep the others' tasks waiting. Each ring holds `capacity`
//              tasks, so the queue holds at least as many. "full" is strict: the producer's own ring is full when it
//              loads its head. "empty" is not: rings are passed over, and one that was found empty may have been
//              filled before the last.
// Progress:    blocking: a thread that stops while it pops stops the ring that it pops from.
// Cost:        push = 1 store-release on the producer's own line; pop = 1 read-modify-write + 1 store-release where
//              it last was, + 2 loads for each ring that it passes. No allocation after construction: threads x
//              capacity slots.
// Source:      folklore; the rings are Lamport's (spsc_ring.hpp) with two_lock_ring.hpp's other side.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class T, class Platform = StdPlatform>
class PerProducerQueue {
  using Position = std::uint64_t;  // runs on, the mask makes it an index; 63 bits do not wrap around in a century

  class Ring {
   public:
    explicit Ring(std::size_t capacity) : mask_(capacity - 1), slots_(capacity) {}

    // Of the ring's one producer.
    bool try_push(const T& task) {
      // relaxed: nobody else writes it.
      const auto tail = tail_.word.load(std::memory_order_relaxed);
      if (tail - tail_.other.get() > mask_) {
        // acquire: pairs with (2), so that the consumers have read what we overwrite.
        tail_.other.set(head_.word.load(std::memory_order_acquire) >> 1);
        if (tail - tail_.other.get() > mask_) return false;
      }
      slots_[tail & mask_].set(task);
      tail_.word.store(tail + 1, std::memory_order_release);  // (1) pairs with try_pop's acquire
      return true;
    }

    // Of any consumer. False also if another one is inside.
    bool try_pop(T& task) {
      // acquire: pairs with (2), so that the last consumer's `other` is visible, and whatever it acquired.
      if ((head_.word.fetch_or(1, std::memory_order_acquire) & 1) != 0) return false;
      // relaxed: it is ours; others only set the bit that is set.
      const auto head = head_.word.load(std::memory_order_relaxed) >> 1;
      if (head == head_.other.get()) {
        // acquire: pairs with (1), so that the tasks are written before we read them.
        head_.other.set(tail_.word.load(std::memory_order_acquire));
        if (head == head_.other.get()) {
          leave(head);
          return false;
        }
      }
      task = slots_[head & mask_].get();
      leave(head + 1);
      return true;
    }

    // Only a guess, by which no line is written.
    bool looks_empty() const {
      // relaxed: if it looks filled, try_pop looks again.
      return head_.word.load(std::memory_order_relaxed) >> 1 == tail_.word.load(std::memory_order_relaxed);
    }

   private:
    struct alignas(cache_line) End {
      typename Platform::template atomic<Position> word{0};  // of the head: twice, + 1 while a consumer is inside
      typename Platform::template plain<Position> other{0};  // what was last seen of the other end
    };
    static_assert(alignof(End) == cache_line && sizeof(End) % cache_line == 0, "each end has its own line");
    static_assert(std::is_nothrow_copy_assignable_v<T>, "what throws halfway would leave the bit set");

    // (2) release: pairs with the acquire of the next consumer, and of the producer. That one may read the word after
    // a consumer set the bit: a read-modify-write continues the release sequence.
    void leave(Position head) noexcept { head_.word.store(head << 1, std::memory_order_release); }

    const std::size_t mask_;
    std::vector<typename Platform::template plain<T>> slots_;
    End tail_, head_;
  };

 public:
  static constexpr Info info{
      .name = "per_producer_queue",
      .family = Family::sharded,
      .source = Source::syncbench,
      .progress = Progress::blocking,
      .queue = {.order = Order::per_producer_fifo, .bounded = true, .strict_empty = false, .exact_capacity = false}};

  struct Local {
    Local(PerProducerQueue& queue, unsigned thread) : own(*queue.rings_[thread]), from(thread) {}
    Ring& own;
    std::size_t from;  // the ring where it last found a task
  };

  explicit PerProducerQueue(const Limits& limits) {
    rings_.reserve(limits.threads);
    for (unsigned i = 0; i < limits.threads; ++i) rings_.push_back(std::make_unique<Ring>(limits.capacity));
  }

  bool try_push(const T& task, Local& local) { return local.own.try_push(task); }

  bool try_pop(T& task, Local& local) {
    // At once, and not by looks_empty(): that would fetch the producer's line each time.
    if (rings_[local.from]->try_pop(task)) return true;
    auto at = local.from;
    for (std::size_t i = 1; i < rings_.size(); ++i) {
      if (++at == rings_.size()) at = 0;
      if (rings_[at]->looks_empty() || !rings_[at]->try_pop(task)) continue;
      local.from = at;
      return true;
    }
    return false;
  }

 private:
  std::vector<std::unique_ptr<Ring>> rings_;
};

}  // namespace syncbench
