// Anderson's array lock: each waiter spins on a slot of its own.
//
// Algorithm:   lock() draws a number, which is a slot of a ring, and spins until that slot says "enter"; it takes the
//              word back and owns the lock. unlock() says it in the next slot.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo in the order of the draws), and it never sleeps: if the next thread in line is
//              not running, nobody gets in until it is.
// Cost:        uncontended pair = 1 fetch-and-add + 1 load + 2 stores; a hand-over moves one line. A line for each
//              thread there may be, in each lock, and two threads use all of them by turns; allocates at construction
//              only.
// Source:      Anderson: "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", IEEE TPDS
//              1(1), 1990.
//
// Why nobody enters by the word of an earlier round: there are as many slots as threads, so between two draws of one
// slot some thread both had its turn and drew again. It took its turn after the word was taken back, and the draws
// hand that on (1). Thus the later draw comes after the taking back, and sees it.
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class AndersonLock {
  struct alignas(cache_line) Slot {
    typename Platform::template atomic<int> enter{0};
  };
  static_assert(sizeof(Slot) == cache_line, "a line a waiter");

 public:
  static constexpr Info info{.name = "anderson",
                             .family = Family::queue_lock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  // What the owner drew, until it unlocks.
  struct Local {
    Local(AndersonLock&, unsigned /*thread*/) {}
    std::uint32_t drawn = 0;
  };

  // A power of two, so that the numbers may wrap around.
  explicit AndersonLock(const Limits& limits) : slots_(std::bit_ceil(limits.threads)) {
    slots_[0].enter.store(1, std::memory_order_relaxed);  // relaxed: nobody knows the lock yet
  }

  void lock(Local& mine) noexcept {
    // (1) release: what we saw taken back in our last turn is so for whoever draws later. acquire: pairs with that.
    mine.drawn = next_.fetch_add(1, std::memory_order_acq_rel);
    auto& enter = slot(mine.drawn).enter;
    // acquire: pairs with (2), so that the last owner's section is visible.
    while (enter.load(std::memory_order_acquire) == 0) Platform::pause();
    // relaxed: (1) and (2) are behind it, for all who may use this slot again.
    enter.store(0, std::memory_order_relaxed);
  }

  void unlock(Local& mine) noexcept { slot(mine.drawn + 1).enter.store(1, std::memory_order_release); }  // (2)

 private:
  Slot& slot(std::uint32_t number) noexcept { return slots_[number & (slots_.size() - 1)]; }

  std::vector<Slot> slots_;  // only read, unlike what they hold
  alignas(cache_line) typename Platform::template atomic<std::uint32_t> next_{0};
};

static_assert(sizeof(AndersonLock<>) == 2 * cache_line, "draws do not disturb those who look for their slot");

}  // namespace syncbench
