// Ticket lock with proportional backoff.
//
// Algorithm:   lock() draws a number; until it is served, it looks again after a time in proportion to the number of
//              threads that go first. unlock() serves the next number.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo in the order of the draws), and it never sleeps: if the next thread in line is
//              not running, nobody gets in until it is.
// Cost:        uncontended pair = 1 fetch-and-add + 1 load + 1 store-release; no allocation. A release makes only
//              those waiters fetch the line that look before the next one, but who looks late delays everybody behind
//              it.
// Source:      Mellor-Crummey, Scott: "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", ACM
//              TOCS 9(1), 1991.
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `Number` may wrap around as long as it counts more threads than can wait at once. `unit`: pauses for each thread
// that goes first, about a short section's worth; a pause takes 10 to 140 cycles, by CPU.
template <class Platform = StdPlatform, class Number = std::uint32_t, unsigned unit = 8>
class TicketBackoffLock {
 public:
  static constexpr Info info{.name = "ticket_backoff",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  void lock() noexcept {
    // relaxed: the draw only orders the threads; (1) hands over the data.
    const auto mine = next_.fetch_add(1, std::memory_order_relaxed);
    for (;;) {
      // acquire: pairs with (1), so that the last owner's section is visible.
      const auto ahead = static_cast<Number>(mine - serving_.load(std::memory_order_acquire));
      if (ahead == 0) return;
      for (auto pauses = std::uint64_t{ahead} * unit; pauses != 0; --pauses) Platform::pause();
    }
  }

  void unlock() noexcept {
    // relaxed: only the owner writes this word.
    const auto mine = serving_.load(std::memory_order_relaxed);
    serving_.store(static_cast<Number>(mine + 1), std::memory_order_release);  // (1)
  }

 private:
  typename Platform::template atomic<Number> next_{0};
  typename Platform::template atomic<Number> serving_{0};
};

template <class Platform, class Number, unsigned unit>
struct SmallestOf<TicketBackoffLock<Platform, Number, unit>> {
  using type = TicketBackoffLock<Platform, std::uint8_t, 1>;  // wraps around every 256 turns
};

}  // namespace syncbench
