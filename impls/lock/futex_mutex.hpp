// Three-state futex mutex: spins for a moment, then sleeps in the kernel.
//
// Algorithm:   the word is 0 free, 1 held, 2 held and somebody may sleep. lock() tries 0 -> 1 a few times, then
//              writes 2 and sleeps until it wrote it over a 0; unlock() writes 0 and wakes one sleeper if it wrote
//              over a 2.
// Consistency: mutual exclusion; unlock() synchronizes with the next lock().
// Progress:    blocking; not fair: a thread that arrives may overtake those that sleep.
// Cost:        uncontended pair = 1 compare-exchange + 1 exchange; no allocation, no system call unless somebody
//              sleeps.
// Source:      Drepper: "Futexes Are Tricky", 2011, mutex2; spinning before it as in most adaptive mutexes.
#pragma once

#include <atomic>

#include "impls/info.hpp"
#include "impls/instance.hpp"
#include "impls/platform/std.hpp"

namespace syncbench {

// `spins`: pauses between attempts before it sleeps; a pause takes 10 to 140 cycles, by CPU. Like every lock it must
// outlive each unlock(): the wake comes after another thread can own it.
template <class Platform = StdPlatform, int spins = 100>
class FutexMutexLock {
 public:
  static constexpr Info info{.name = "futex_mutex",
                             .family = Family::mutex,
                             .source = Source::syncbench,
                             .progress = Progress::blocking,
                             .lock = {.waiting = Waiting::park}};

  void lock() noexcept {
    for (int i = 0; i <= spins; ++i) {
      int seen = unheld;
      // acquire: pairs with (1), so that the last owner's section is visible. relaxed on failure: we only try again.
      if (word_.compare_exchange_strong(seen, held, std::memory_order_acquire, std::memory_order_relaxed)) return;
      if (seen == contended) break;  // others sleep already: no use to spin
      if (i < spins) Platform::pause();
    }
    // Whoever came here takes the lock as `contended`: it cannot know whether others sleep.
    // acquire: as above.
    while (word_.exchange(contended, std::memory_order_acquire) != unheld) Platform::wait(word_, contended);
  }

  void unlock() noexcept {
    // (1) release.
    if (word_.exchange(unheld, std::memory_order_release) == contended) Platform::wake_one(word_);
  }

 private:
  static constexpr int unheld = 0, held = 1, contended = 2;
  typename Platform::template atomic<int> word_{unheld};
};

template <class Platform, int spins>
struct SmallestOf<FutexMutexLock<Platform, spins>> {
  using type = FutexMutexLock<Platform, 1>;
};

}  // namespace syncbench
