// Ticket lock: first come, first served.
//
// Algorithm:   lock() draws a number and spins until it is served; unlock() serves the next number.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo in the order of the draws), and it never sleeps: if the next thread in line is
//              not running, nobody gets in until it is.
// Cost:        uncontended pair = 1 fetch-and-add + 1 store-release; no allocation. Each release makes every waiter
//              fetch the line.
// Source:      Reed, Kanodia: "Synchronization with Eventcounts and Sequencers", CACM 22(2), 1979; Mellor-Crummey,
//              Scott: "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", ACM TOCS 9(1), 1991.
#pragma once

#include <atomic>
#include <cstdint>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `Number` may wrap around as long as it counts more threads than can wait at once.
template <class Platform = StdPlatform, class Number = std::uint32_t>
class TicketLock {
 public:
  static constexpr Info info{.name = "ticket",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  void lock() noexcept {
    // relaxed: the draw only orders the threads; (1) hands over the data.
    const auto mine = next_.fetch_add(1, std::memory_order_relaxed);
    // acquire: pairs with (1), so that the last owner's section is visible.
    while (serving_.load(std::memory_order_acquire) != mine) Platform::pause();
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

template <class Platform, class Number>
struct SmallestOf<TicketLock<Platform, Number>> {
  using type = TicketLock<Platform, std::uint8_t>;  // wraps around every 256 turns
};

}  // namespace syncbench
