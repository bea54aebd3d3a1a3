// Spin lock that keeps out of the owner's way, then gives the CPU away.
//
// Algorithm:   take the word by an exchange if it looks free. Otherwise stay away from it, twice as long each time,
//              without a look in between; at the bound, also give the CPU to another thread before each look. Give it
//              up by a store.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: while others stay away, an owner that comes back gets in again and again, at the
//              speed of a lock that nobody else wants. Nothing bounds how long a thread may lose; in practice the
//              yields do.
// Cost:        uncontended pair = 1 exchange + 1 store-release; no allocation. unlock() is no read-modify-write and
//              wakes nobody. From the bound on, a system call before each look.
// Source:      folklore; backoff by Anderson: "The Performance of Spin Lock Alternatives for Shared-Memory
//              Multiprocessors", IEEE TPDS 1(1), 1990.
//
// What it trades for its speed: fairness, since a section's data stays in the cache of whoever had it last; and CPU
// time, since nobody sleeps. A preempted owner gets its CPU back soon, as those who wait for it yield; but an owner
// that itself sleeps or works for long keeps all waiters busy for as long. Then a mutex that sleeps is the better
// choice.
#pragma once

#include <algorithm>
#include <atomic>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `least`, `most`: pauses before the second look, and at most between two looks; a pause takes 10 to 140 cycles, by
// CPU. The first wait already lets the owner make some dozen short sections: a line that is asked for at once is
// taken away from the thread that works on it. The last is about what it would cost to sleep and be woken.
template <class Platform = StdPlatform, int least = 64, int most = 512>
class SpinYieldLock {
  static_assert(0 < least && least <= most);

 public:
  static constexpr Info info{.name = "spin_yield",
                             .family = Family::spinlock,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::spin_yield}};

  void lock() noexcept {
    // acquire: pairs with (1), so that the last owner's section is visible.
    if (held_.exchange(1, std::memory_order_acquire) == 0) return;
    int pauses = least;
    do {
      for (int i = 0; i < pauses; ++i) Platform::pause();
      if (pauses < most) {
        pauses = std::min(2 * pauses, most);
      } else {
        Platform::yield();
      }
      // relaxed: only a guess; the exchange decides. acquire: as above.
    } while (held_.load(std::memory_order_relaxed) != 0 || held_.exchange(1, std::memory_order_acquire) != 0);
  }

  void unlock() noexcept { held_.store(0, std::memory_order_release); }  // (1)

 private:
  typename Platform::template atomic<int> held_{0};
};

template <class Platform, int least, int most>
struct SmallestOf<SpinYieldLock<Platform, least, most>> {
  using type = SpinYieldLock<Platform, 1, 2>;
};

}  // namespace syncbench
