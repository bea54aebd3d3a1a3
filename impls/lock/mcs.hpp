// Mellor-Crummey and Scott's queue lock: each thread spins on a line of its own.
//
// Algorithm:   lock() appends the thread's node to a linked queue by an exchange and spins on a flag in that node;
//              unlock() clears the successor's flag, or empties the queue if there is none.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; fair (fifo in the order of the exchanges), and it never sleeps: if the next thread in line
//              is not running, nobody gets in until it is.
// Cost:        uncontended pair = 1 exchange + 1 compare-exchange; a hand-over moves one line. One node a thread, no
//              allocation.
// Source:      Mellor-Crummey, Scott: "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", ACM
//              TOCS 9(1), 1991.
//
// The release halves of (1) and (2) each keep two stores to one word in order, by different threads. No model checker of
// interleavings can get that wrong; ThreadSanitizer notices when they are missing.
#pragma once

#include <atomic>

#include "impls/cache_line.hpp"
#include "impls/info.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

template <class Platform = StdPlatform>
class McsLock {
 public:
  static constexpr Info info{.name = "mcs",
                             .family = Family::queue_lock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.fifo = true, .waiting = Waiting::spin}};

  // A thread's node. It is in the queue from lock() to unlock() only, so it may go when the thread does: unlock()
  // returns once the successor has been told, and nobody else ever looks at the node.
  struct alignas(cache_line) Local {
    Local(McsLock&, unsigned /*thread*/) {}
    typename Platform::template atomic<Local*> next{nullptr};
    typename Platform::template atomic<int> waits{0};
  };

  void lock(Local& mine) noexcept {
    // relaxed, both: (1) and (2) are behind them.
    mine.next.store(nullptr, std::memory_order_relaxed);
    mine.waits.store(1, std::memory_order_relaxed);
    // (1) release: `next` is reset before a successor can find the node and link itself there. acquire: pairs with
    // that, and with (4) when the queue was empty, so that the last owner's section is visible.
    auto* before = last_.exchange(&mine, std::memory_order_acq_rel);
    if (before == nullptr) return;
    before->next.store(&mine, std::memory_order_release);  // (2) the flag is raised before it can be cleared
    // acquire: pairs with (3).
    while (mine.waits.load(std::memory_order_acquire) != 0) Platform::pause();
  }

  void unlock(Local& mine) noexcept {
    // acquire: pairs with (2), so that the successor's flag was set before we clear it.
    auto* after = mine.next.load(std::memory_order_acquire);
    if (after == nullptr) {
      auto* expected = &mine;
      // (4) release: our section is visible to whoever finds the queue empty. relaxed on failure: it tells nothing
      // but that a successor is on its way.
      if (last_.compare_exchange_strong(expected, nullptr, std::memory_order_release, std::memory_order_relaxed)) {
        return;
      }
      // acquire: as above.
      while ((after = mine.next.load(std::memory_order_acquire)) == nullptr) Platform::pause();
    }
    after->waits.store(0, std::memory_order_release);  // (3)
  }

 private:
  typename Platform::template atomic<Local*> last_{nullptr};
};

static_assert(sizeof(McsLock<>::Local) == cache_line, "a line a waiter");

}  // namespace syncbench
