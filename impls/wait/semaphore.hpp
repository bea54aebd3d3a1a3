// Counting semaphore that sleeps in the kernel.
//
// Algorithm:   the word is the number of permits. acquire() takes one by compare-exchange; if there is none it counts
//              itself as a waiter and sleeps while the word is 0. release() adds one and wakes a thread if any is
//              counted.
// Consistency: at most as many holders as permits; release() synchronizes with the acquire() that takes its permit.
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 1 load + 1 compare-exchange, 1 fetch-and-add + 1 load; no allocation, no system
//              call unless somebody sleeps.
// Source:      folklore; Dijkstra, "Cooperating Sequential Processes", 1965, for the semaphore itself.
//
// Why no wake-up is lost: a waiter counts itself (1), then the Platform compares the word with 0 (2); a release adds
// to the word (3), then looks at the count (4). (1), (3) and (4) are sequentially consistent, and the Platform promises
// that (2) comes after (1) and sees the newest value. So (2) sees the permit, or (4) sees the waiter.
#pragma once

#include <atomic>

#include "impls/cache_line.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// It must outlive every call: release() still looks at the waiters after its permit can be taken.
template <class Platform = StdPlatform>
class Semaphore {
 public:
  explicit Semaphore(int permits) : permits_(permits) {}

  void acquire() noexcept {
    // relaxed: only a guess; the exchange decides.
    auto seen = permits_.load(std::memory_order_relaxed);
    for (;;) {
      while (seen > 0) {
        // acquire: pairs with (3), so that what was done before the release is visible. relaxed on failure: we only
        // try again.
        if (permits_.compare_exchange_weak(seen, seen - 1, std::memory_order_acquire, std::memory_order_relaxed)) {
          return;
        }
      }
      waiters_.fetch_add(1, std::memory_order_seq_cst);  // (1)
      Platform::wait(permits_, 0);                       // (2)
      // relaxed: a release that still sees us only wakes somebody in vain.
      waiters_.fetch_sub(1, std::memory_order_relaxed);
      seen = permits_.load(std::memory_order_relaxed);  // relaxed: as above
    }
  }

  void release() noexcept {
    permits_.fetch_add(1, std::memory_order_seq_cst);                                 // (3)
    if (waiters_.load(std::memory_order_seq_cst) != 0) Platform::wake_one(permits_);  // (4)
  }

 private:
  alignas(cache_line) typename Platform::template atomic<int> permits_;
  typename Platform::template atomic<int> waiters_{0};
};

}  // namespace syncbench
