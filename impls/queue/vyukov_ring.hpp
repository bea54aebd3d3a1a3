// Vyukov's bounded ring: a sequence number in each slot.
//
// Algorithm:   a slot's sequence says whose turn it is: equal to the position: free for the push of that position;
//              position + 1: filled; position + capacity: free for the next round. A thread claims a position by CAS,
//              then writes or reads the slot, then hands the slot on by its sequence.
// Consistency: strict FIFO. Not linearizable in its refusals: a thread halfway through push (or pop) makes later
//              pops say "empty" (pushes "full") though other tasks (free slots) are behind it.
// Progress:    blocking, though it has no lock: a thread that stops between claim and hand-over stops the others.
// Cost:        uncontended push or pop = 2 loads + 1 CAS + 1 store-release; no allocation after construction.
// Source:      Vyukov, "Bounded MPMC queue", 1024cores.net.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class T, class Platform = StdPlatform>
class VyukovRingQueue {
 public:
  static constexpr Info info{
      .name = "vyukov_ring",
      .family = Family::atomic,
      .source = Source::syncbench,
      .progress = Progress::blocking,
      .queue = {.order = Order::strict_fifo, .bounded = true, .strict_empty = false, .strict_full = false}};

  explicit VyukovRingQueue(const Limits& limits) : mask_(limits.capacity - 1), slots_(limits.capacity) {
    // relaxed: whoever hands the queue to other threads synchronizes with them.
    for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].sequence.store(i, std::memory_order_relaxed);
  }

  bool try_push(const T& task) {
    // relaxed: the position is only a ticket; the slot's sequence orders the data.
    auto position = tail_.load(std::memory_order_relaxed);
    for (;;) {
      auto& slot = slots_[position & mask_];
      // acquire: pairs with (2), so that the slot's last task was read before we overwrite it.
      const auto turn = distance(slot.sequence.load(std::memory_order_acquire), position);
      if (turn < 0) return false;
      if (turn > 0) {  // another thread took this position
        position = tail_.load(std::memory_order_relaxed);
        continue;
      }
      // relaxed: as above; a failure loads the new position.
      if (tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed, std::memory_order_relaxed)) {
        slot.task.set(task);
        slot.sequence.store(position + 1, std::memory_order_release);  // (1) pairs with try_pop's acquire
        return true;
      }
    }
  }

  bool try_pop(T& task) {
    // relaxed: as in try_push.
    auto position = head_.load(std::memory_order_relaxed);
    for (;;) {
      auto& slot = slots_[position & mask_];
      // acquire: pairs with (1), so that the task is written before we read it.
      const auto turn = distance(slot.sequence.load(std::memory_order_acquire), position + 1);
      if (turn < 0) return false;
      if (turn > 0) {
        position = head_.load(std::memory_order_relaxed);
        continue;
      }
      if (head_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed, std::memory_order_relaxed)) {
        task = slot.task.get();
        // (2) release: pairs with try_push's acquire
        slot.sequence.store(position + mask_ + 1, std::memory_order_release);
        return true;
      }
    }
  }

 private:
  struct Slot {
    typename Platform::template atomic<std::size_t> sequence{0};
    typename Platform::template plain<T> task{};
  };

  // Signed, so that positions may wrap around.
  static std::ptrdiff_t distance(std::size_t sequence, std::size_t position) noexcept {
    return static_cast<std::ptrdiff_t>(sequence - position);
  }

  const std::size_t mask_;
  std::vector<Slot> slots_;
  alignas(cache_line) typename Platform::template atomic<std::size_t> head_{0};
  alignas(cache_line) typename Platform::template atomic<std::size_t> tail_{0};
};

}  // namespace syncbench
