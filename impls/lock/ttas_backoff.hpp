// Test-and-test-and-set spin lock with bounded exponential backoff.
//
// Algorithm:   spin on a load until the word looks free, then try to take it by an exchange. Who loses to another
//              thread keeps away from the word for a while, twice as long after each loss, up to a bound.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: who lost often is away for longer, and late comers go first. It never sleeps: a
//              preempted owner stops everybody.
// Cost:        uncontended pair = 1 exchange + 1 store-release; no allocation. After some losses few waiters see a
//              release at the same time.
// Source:      Anderson: "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", IEEE TPDS
//              1(1), 1990; as in Herlihy, Shavit: "The Art of Multiprocessor Programming", section "Exponential
//              Backoff", without its random numbers.
#pragma once

#include <algorithm>
#include <atomic>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `least`, `most`: pauses after the first lost attempt, and at most; a pause takes 10 to 140 cycles, by CPU.
template <class Platform = StdPlatform, int least = 4, int most = 256>
class TtasBackoffLock {
  static_assert(0 < least && least <= most);

 public:
  static constexpr Info info{.name = "ttas_backoff",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin}};

  void lock() noexcept {
    int pauses = least;
    // acquire: pairs with (1), so that the last owner's section is visible.
    while (held_.exchange(1, std::memory_order_acquire) != 0) {
      for (int i = 0; i < pauses; ++i) Platform::pause();
      pauses = std::min(2 * pauses, most);
      // relaxed: only a guess; the exchange decides.
      while (held_.load(std::memory_order_relaxed) != 0) Platform::pause();
    }
  }

  void unlock() noexcept { held_.store(0, std::memory_order_release); }  // (1)

 private:
  typename Platform::template atomic<int> held_{0};
};

template <class Platform, int least, int most>
struct SmallestOf<TtasBackoffLock<Platform, least, most>> {
  using type = TtasBackoffLock<Platform, 1, 2>;
};

}  // namespace syncbench
