// Test-and-set spin lock: the simplest there is.
//
// Algorithm:   exchange the word for "held" until it was free; give it up by a store.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps: a preempted owner stops everybody.
// Cost:        uncontended pair = 1 exchange + 1 store-release; no allocation. Each attempt of each waiter takes the
//              line away from the owner, who needs it to unlock.
// Source:      folklore; Anderson: "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors",
//              IEEE TPDS 1(1), 1990, "spin on test-and-set".
#pragma once

#include <atomic>

#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class TasLock {
 public:
  static constexpr Info info{.name = "tas",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  void lock() noexcept {
    // acquire: pairs with (1), so that the last owner's section is visible.
    while (held_.exchange(1, std::memory_order_acquire) != 0) Platform::pause();
  }

  void unlock() noexcept { held_.store(0, std::memory_order_release); }  // (1)

 private:
  typename Platform::template atomic<int> held_{0};
};

}  // namespace syncbench
