// Test-and-test-and-set spin lock.
//
// Algorithm:   spin on a load until the word looks free, then try to take it by an exchange; give it up by a store.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair, and it never sleeps: a preempted owner stops everybody.
// Cost:        uncontended pair = 1 exchange + 1 store-release; no allocation. Each release makes every waiter fetch
//              the line and try at once.
// Source:      Rudolph, Segall: "Dynamic Decentralized Cache Schemes for MIMD Parallel Processors", ISCA 1984.
#pragma once

#include <atomic>

#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class TtasLock {
 public:
  static constexpr Info info{.name = "ttas",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  void lock() noexcept {
    // acquire: pairs with (1), so that the last owner's section is visible.
    while (held_.exchange(1, std::memory_order_acquire) != 0) {
      // relaxed: only a guess; the exchange decides.
      while (held_.load(std::memory_order_relaxed) != 0) Platform::pause();
    }
  }

  void unlock() noexcept { held_.store(0, std::memory_order_release); }  // (1)

 private:
  typename Platform::template atomic<int> held_{0};
};

}  // namespace syncbench
